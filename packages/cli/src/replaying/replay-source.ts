/** Where a replay's images come from: a folder, or the program's own drawings. */
import { keyFrom, split, type Task } from "@querent/core";
import { drawnShapes } from "@querent/images";
import { loadForTask, type LoadedForTask } from "@querent/replay";

/** Plain data, so that worker processes can open the same source. */
export type ReplaySource =
  | { readonly kind: "folder"; readonly task: Task; readonly folder: string; readonly size?: number }
  | { readonly kind: "drawn"; readonly train: number; readonly test: number; readonly size: number };

/** Opens the source; `progress` tells of the decoding of images. */
export async function openSource(
  source: ReplaySource,
  abort?: AbortSignal,
  progress?: (done: number, total: number) => void,
): Promise<LoadedForTask> {
  if (source.kind === "folder")
    return loadForTask(source.task, source.folder, { size: source.size, abort, progress });
  const part = (name: string, count: number) =>
    drawnShapes({ count, size: source.size, key: split(keyFrom("demo"), name) });
  const { classes, ...train } = part("train", source.train);
  const { classes: _, ...test } = part("test", source.test);
  const dataset = { name: "drawn shapes", classes, train, test, skipped: [] };
  return {
    data: { task: "classification", dataset },
    notes: [`${source.train} training and ${source.test} test images were drawn just now.`],
  };
}
