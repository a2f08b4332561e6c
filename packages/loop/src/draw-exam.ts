/** Draws the exam set of a project, or lets it grow. */
import { examPlan, split } from "@querent/core";
import type { Project } from "@querent/store";
import { groupOf } from "./pool-of.ts";
import { projectKey } from "./project-data.ts";

/** What was drawn. */
export interface ExamDraw {
  readonly added: number; // images
  /** A sentence on what was drawn, or why nothing was; undefined where nothing is wanted. */
  readonly reason?: string;
}

/**
 * Draws the exam set when there is none, or more of it when the settings ask for more: at random, by groups, from all
 * images that can be read, whoever labelled them. What is in it stays in it.
 */
export function drawExam(project: Project): ExamDraw {
  const { task, examSize } = project.settings();
  return project.transaction(() => {
    const already = project.exam();
    const isWhole = examSize === null ? already.length > 0 : already.length >= examSize;
    if (isWhole) return { added: 0 };
    const items = [...project.items({ missing: false, problem: false })];
    const placeOf = new Map(items.map(({ item }, place) => [item, place]));
    const kept = already.map(({ item }) => placeOf.get(item)).filter((place) => place !== undefined);
    const plan = examPlan({
      ids: items.map(({ id }) => id),
      groups: items.map(groupOf),
      task,
      ...(examSize !== null && { size: examSize }),
      already: Int32Array.from(kept),
      key: split(projectKey(project), "exam"),
    });
    const added = Array.from(plan.items.subarray(kept.length), (place) => items[place].item);
    const first = Math.max(-1, ...already.map(({ rank }) => rank)) + 1;
    project.addToExam(added.map((item, i) => ({ item, rank: first + i })));
    return { added: added.length, reason: `Exam set: ${plan.reason}` };
  });
}
