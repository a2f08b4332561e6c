/** Models that were not trained on anything that the exam set's groups hold now. */
import type { Model, Project } from "@querent/store";
import { GROUP_JOB, type GroupsFound } from "./find-groups.ts";
import { isKinOfExam } from "./pool-of.ts";

/**
 * The models whose figures on the exam set are honest, the oldest first: left out are those that were trained on images
 * that left training since, because they turned out to share a group with the exam set, while they still do.
 */
export function cleanModels(project: Project): Model[] {
  const isKin = isKinOfExam(project);
  const stained = new Set<string>();
  for (const { result } of project.jobs({ kind: GROUP_JOB, state: "done" })) {
    const { labelledLeft, stained: models } = result as GroupsFound;
    if (labelledLeft.some((item) => isKin(project.item(item)!))) for (const id of models) stained.add(id);
  }
  return project.models().filter(({ id }) => !stained.has(id));
}
