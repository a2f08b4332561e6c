/** Runs a replay in several processes that keep their finished rounds in one folder. */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ReplayProgress, ReplaySettings, WorkShare } from "@querent/replay";
import type { ReplaySource } from "./replay-source.ts";
import type { WorkerMessage, WorkerTask } from "./worker-messages.ts";

export interface WorkersRun {
  readonly source: ReplaySource;
  readonly settings: ReplaySettings;
  readonly out: string;
  readonly shares: readonly (readonly WorkShare[])[];
  readonly abort: AbortSignal;
  readonly progress: (event: ReplayProgress) => void;
}

/** Resolves when every share is finished; the first failure, or an abort, stops the others and is thrown. */
export async function runInWorkers(run: WorkersRun): Promise<void> {
  run.abort.throwIfAborted(); // a signal that has fired fires no more
  const children: ChildProcess[] = [];
  const stopAll = (): void => children.forEach((child) => child.connected && child.disconnect());
  run.abort.addEventListener("abort", stopAll, { once: true });
  try {
    const runs = run.shares.map((share) => {
      const child = startWorker();
      children.push(child);
      return finished(
        child,
        { source: run.source, settings: run.settings, out: run.out, share },
        run.progress,
      );
    });
    await Promise.all(runs);
  } finally {
    stopAll();
    run.abort.removeEventListener("abort", stopAll);
    await Promise.all(children.map(ended));
  }
}

function startWorker(): ChildProcess {
  // From source (tests, development) the worker is TypeScript; installed, it is what the build made of it.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fork(fileURLToPath(new URL(`worker.${extension}`, import.meta.url)), {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

function finished(child: ChildProcess, task: WorkerTask, progress: WorkersRun["progress"]): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: string | undefined;
    child.on("message", (message: WorkerMessage) => {
      if (message.kind === "progress") progress(message.event);
      else failure = message.sentence;
    });
    child.on("error", reject);
    child.once("exit", (code, signal) => {
      const settle = (): void => {
        if (code === 0) resolve();
        else reject(new Error(failure ?? endedEarly(signal ?? `code ${code}`)));
      };
      // The last message may still be on its way; the channel closes after it.
      if (child.connected) child.once("disconnect", settle);
      else settle();
    });
    child.send(task);
  });
}

function endedEarly(how: string): string {
  return (
    `A worker process of the replay ended early (${how}). Finished rounds are kept: give the same command again, ` +
    "with fewer --workers if the memory ran out."
  );
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}
