/** Where a replay's images come from: a folder, or the program's own drawings. */
import { keyFrom, split, type Task } from "@querent/core";
import { groupByPattern } from "@querent/formats";
import { drawnShapes } from "@querent/images";
import { loadForTask, type LoadedForTask } from "@querent/replay";

/** Plain data, so that worker processes can open the same source. */
export type ReplaySource =
  | {
      readonly kind: "folder";
      readonly task: Task;
      readonly folder: string;
      readonly size?: number;
      /** A pattern whose first brackets match, in an image's path, what it must not be parted from. */
      readonly group?: string;
    }
  | { readonly kind: "drawn"; readonly train: number; readonly test: number; readonly size: number };

/** Opens the source; `progress` tells of the decoding of images. */
export async function openSource(
  source: ReplaySource,
  abort?: AbortSignal,
  progress?: (done: number, total: number) => void,
): Promise<LoadedForTask> {
  if (source.kind === "folder") {
    const { task, folder, size, group } = source;
    if (group === undefined) return loadForTask(task, folder, { size, abort, progress });
    if (task === "classification")
      throw new Error(
        `--group is for boxes and joints; got "${group}" with --task classification. Leave it out.`,
      );
    return loadForTask(task, folder, { size, group: groupByPattern(group), abort, progress });
  }
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
