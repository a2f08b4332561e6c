/** Where a replay's images come from: a folder, or the program's own drawings. */
import { keyFrom, split, type Task } from "@querent/core";
import { groupByPattern } from "@querent/formats";
import { drawnShapes } from "@querent/images";
import { replayData, type LoopContext } from "@querent/loop";
import { loadForTask, type LoadedForTask } from "@querent/replay";
import { openProject } from "@querent/store";

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
  | {
      readonly kind: "project";
      readonly folder: string;
      /** Labels of another file, in place of those of the project. */
      readonly labels?: string;
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
  if (source.kind === "project") return openProjectSource(source.folder, source.labels, abort, progress);
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

async function openProjectSource(
  folder: string,
  labels: string | undefined,
  abort?: AbortSignal,
  progress?: (done: number, total: number) => void,
): Promise<LoadedForTask> {
  const project = openProject(folder);
  try {
    const context: LoopContext = {
      who: "replay",
      now: Date.now,
      abort,
      tell: (event) => {
        if (event.kind === "progress") progress?.(event.share, 1);
      },
    };
    return await replayData(project, context, labels);
  } finally {
    project.close();
  }
}
