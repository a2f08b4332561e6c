/** What is said of a selection: before it starts, while it runs, and when it is done. */
import type { Selection, Strategy } from "@querent/core";
import { inWords } from "@querent/replay";
import type { Output } from "../terminal/output.ts";
import { inGigabytes, type MemoryNeeded } from "./memory-check.ts";
import type { OutFiles } from "./out-file.ts";
import type { TimeEstimate } from "./rehearse.ts";

/** Time and memory, before it starts. */
export function tellEstimate(
  output: Output,
  { name }: Strategy,
  items: number,
  batch: number,
  { inputs, strategy, free }: MemoryNeeded,
  { seconds, reason }: TimeEstimate,
): void {
  const time =
    seconds === undefined
      ? `no estimate of the time (${reason})`
      : seconds < 1
        ? "under a second"
        : `about ${inWords(seconds)}`;
  output.say(
    `${name}: ${batch} of ${items} items, ${time}; ${inGigabytes(inputs)} for the inputs and ${inGigabytes(strategy)} ` +
      `beside them, ${inGigabytes(free)} free. Ctrl-C stops.`,
  );
  output.emit({
    event: "estimate",
    strategy: name,
    items,
    batch,
    seconds,
    reason,
    bytes: { inputs, strategy, free },
  });
}

/** The first picks, what was found out, and where it all is. */
export function tellResult(
  output: Output,
  { name }: Strategy,
  { picks, scores, why, facts }: Selection,
  ids: readonly string[],
  files: OutFiles,
  seconds: number,
): void {
  for (let i = 0; i < Math.min(3, picks.length); i += 1)
    output.say(`  ${i + 1}. ${ids[picks[i]]}: ${why[i]}`);
  if (picks.length > 3) output.say(`  and ${picks.length - 3} more.`);
  for (const [fact, value] of Object.entries(facts ?? {})) output.say(`  ${fact}: ${value}`);
  output.say(`Done in ${inWords(seconds)}.`);
  for (const file of Object.values(files)) output.say(file);
  Array.from(picks, (row, i) =>
    output.emit({ event: "pick", rank: i + 1, id: ids[row], score: scores[i], why: why[i] }),
  );
  output.emit({
    event: "done",
    strategy: name,
    picks: picks.length,
    seconds,
    facts,
    files: Object.values(files),
  });
}

/** Draws a progress line, at most ten a second and none of what is done within one. */
export function watch(
  output: Output,
  line: (share: number, elapsed: number) => string,
): (share: number) => void {
  const started = performance.now();
  let next = started + 1000;
  return (share) => {
    const now = performance.now();
    if (now < next) return;
    next = now + 100;
    output.progress(line(share, (now - started) / 1000));
  };
}
