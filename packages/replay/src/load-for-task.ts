/** Opens a labelled data set of any task. */
import type { ClassificationDataset, DetectionDataset, PoseDataset, Task } from "@querent/core";
import { loadDataset } from "./load-dataset.ts";
import type { LoadOptions } from "./load-dataset.ts";
import { loadDetection } from "./load-detection.ts";
import type { LoadDetectionOptions } from "./load-detection.ts";
import { loadPoses } from "./load-poses.ts";

/** A data set beside the name of its task, by which it can be told from those of other tasks. */
export type TaskData =
  | { readonly task: "classification"; readonly dataset: ClassificationDataset }
  | { readonly task: "detection"; readonly dataset: DetectionDataset }
  | { readonly task: "pose"; readonly dataset: PoseDataset };

/** A data set, and what a person should be told about how it was read. */
export interface LoadedForTask {
  readonly data: TaskData;
  readonly notes: readonly string[];
}

/** As `loadDataset`, `loadDetection` or `loadPoses`. @throws as they do */
export async function loadForTask(
  task: Task,
  folder: string,
  options: LoadOptions & Pick<LoadDetectionOptions, "group"> = {},
): Promise<LoadedForTask> {
  if (task === "detection") {
    const { dataset, notes } = await loadDetection(folder, options);
    return { data: { task, dataset }, notes };
  }
  if (task === "pose") {
    const { dataset, notes } = await loadPoses(folder, options);
    return { data: { task, dataset }, notes };
  }
  const { dataset, notes } = await loadDataset(folder, options);
  return { data: { task, dataset }, notes };
}
