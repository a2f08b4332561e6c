/** A project as a data set to replay: would another strategy have saved labels? */
import type { TaskData } from "@querent/replay";
import type { Project } from "@querent/store";
import { readOwnLabels } from "./read-labels.ts";
import type { LoopContext } from "./loop-context.ts";
import { projectData } from "./project-data.ts";

/**
 * The labelled images of a project, its exam set as the test part. With a file of labels, all of its images that the file
 * labels, and their labels are those of the file.
 *
 * @throws when nothing of the exam set, or too little of the pool, is labelled
 */
export async function replayData(
  project: Project,
  context: LoopContext,
  labelsFrom?: string,
): Promise<{ readonly data: TaskData; readonly notes: readonly string[] }> {
  const labels =
    labelsFrom === undefined ? undefined : (await readOwnLabels(project, context, labelsFrom)).labels;
  const { data, exam, notes } = await projectData(project, context, { onlyLabelled: true, labels });
  if (exam.length === 0)
    throw new Error(
      "A replay of a project is tested on its exam set; no image of it is labelled. Label the first batch, which brings the exam set along.",
    );
  return { data, notes };
}
