/** Where a command writes: words for a person, or one JSON object a line for a program. */

/** A thing that happened: `event` names it, the rest is plain data. */
export interface OutputEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface Output {
  readonly json: boolean;
  /** A line for a person; silent with --json. */
  say(text: string): void;
  /** A line for a program; silent without --json. */
  emit(event: OutputEvent): void;
  /** Draws or redraws the progress line on a terminal; elsewhere, a line at most every ten seconds. */
  progress(text: string): void;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Words and JSON go to stdout, progress to stderr, so that pipes stay clean. */
export function createOutput(json: boolean, stdout: Stream, stderr: Stream, now: () => number): Output {
  let drawn = false;
  let lastLine = -Infinity;
  const clear = (): void => {
    if (drawn) stderr.write("\r\u001b[2K");
    drawn = false;
  };
  return {
    json,
    say(text) {
      if (json) return;
      clear();
      stdout.write(`${text}\n`);
    },
    emit(event) {
      if (json) stdout.write(`${JSON.stringify(event)}\n`);
    },
    progress(text) {
      if (json) return;
      if (stderr.isTTY) {
        stderr.write(`\r\u001b[2K${text.slice(0, (stderr.columns ?? 100) - 1)}`);
        drawn = true;
      } else if (now() - lastLine >= 10_000) {
        lastLine = now();
        stderr.write(`${text}\n`);
      }
    },
  };
}

/** The output of this process. */
export function processOutput(json: boolean): Output {
  return createOutput(json, process.stdout, process.stderr, Date.now);
}
