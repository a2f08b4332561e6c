/** A worker process: runs its share of a replay, telling its parent how far it is. It ends when the parent is gone. */
import { runReplay } from "@querent/replay";
import { sentenceOf } from "../terminal/errors.ts";
import { prepareReplay } from "./prepare-replay.ts";
import { openTools } from "./replay-tools.ts";
import { openSource } from "./replay-source.ts";
import type { WorkerMessage, WorkerTask } from "./worker-messages.ts";

const cancel = new AbortController();
const tell = (message: WorkerMessage): void => {
  // The parent may go while it is being told; "disconnect" is what says so.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
};

process.on("disconnect", () => cancel.abort());
// Ctrl-C reaches the whole group of processes; the parent decides when to stop and says so.
process.on("SIGINT", () => {});
process.once("message", (task) => {
  run(task as WorkerTask)
    .catch((error: unknown) => {
      tell({ kind: "failed", sentence: sentenceOf(error) });
      process.exitCode = 1;
    })
    .finally(() => process.connected && process.disconnect());
});

async function run({ source, settings, out, share }: WorkerTask): Promise<void> {
  const { data } = await openSource(source, cancel.signal);
  const { plan, subject } = prepareReplay(settings, data);
  const tools = await openTools(plan);
  try {
    await runReplay({
      plan,
      subject,
      out,
      share,
      tools,
      abort: cancel.signal,
      progress: (event) => tell({ kind: "progress", event }),
    });
  } finally {
    await tools.release();
  }
}
