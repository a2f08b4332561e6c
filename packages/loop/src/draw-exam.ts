/** Draws the exam set of a project, or lets it grow. */
import { examPlan, split } from "@querent/core";
import type { Project } from "@querent/store";
import { projectKey } from "./project-data.ts";

/**
 * Draws the exam set when there is none, or more of it when the settings ask for more: at random, by groups, from all
 * images that can be read, whoever labelled them. What is in it stays in it.
 *
 * @returns a sentence on what was drawn; undefined where nothing was to draw
 */
export function drawExam(project: Project): string | undefined {
  const { task, examSize } = project.settings();
  if (examSize === 0) return undefined;
  const already = project.exam();
  if (already.length > 0 && (examSize === null || already.length >= examSize)) return undefined;
  const items = [...project.items({ missing: false, problem: false })];
  const placeOf = new Map(items.map(({ item }, place) => [item, place]));
  const kept = already.map(({ item }) => placeOf.get(item)).filter((place) => place !== undefined);
  const plan = examPlan({
    ids: items.map(({ id }) => id),
    groups: items.map(({ group, id }) => group ?? `item ${id}`),
    task,
    ...(examSize !== null && { size: examSize }),
    already: Int32Array.from(kept),
    key: split(projectKey(project), "exam"),
  });
  const added = Array.from(plan.items.subarray(kept.length), (place) => items[place].item);
  if (added.length === 0) return already.length > 0 ? undefined : `Exam set: ${plan.reason}`;
  const first = Math.max(-1, ...already.map(({ rank }) => rank)) + 1;
  project.addToExam(added.map((item, i) => ({ item, rank: first + i })));
  return `Exam set: ${plan.reason}`;
}
