/** Which images that a person skipped or was unsure of are asked for again. */
import type { Project } from "@querent/store";
import type { ProjectData } from "./project-data.ts";

/** After so many answers that were no label, an image is not asked for again. */
const PATIENCE = 3;

/**
 * An image that was skipped, or of which a person was unsure, rests for one round: it may be asked for again once a
 * batch has been chosen since, and is left alone after three such answers.
 *
 * @returns rows of the pool, ascending
 */
export function restingItems(project: Project, { pool }: ProjectData): Int32Array {
  const lastAsked = project.rounds().at(-1)?.at;
  if (lastAsked === undefined) return new Int32Array(0);
  const rowOf = new Map(pool.map((item, row) => [item, row]));
  const rows: number[] = [];
  for (const { item, skips, answeredAt } of project.items({ state: ["skipped", "unsure"] })) {
    const row = rowOf.get(item);
    if (row !== undefined && skips < PATIENCE && (answeredAt ?? 0) < lastAsked) rows.push(row);
  }
  return Int32Array.from(rows).sort();
}
