/** Which images that a person skipped or was unsure of are asked for again. */
import type { Item, Project } from "@querent/store";

/** After so many answers that were no label, an image is not asked for again. */
const PATIENCE = 3;

/**
 * A function that says whether an image may be asked for. One that nobody has answered may. One that was skipped, or of
 * which a person was unsure, rests for one round: it may be asked for again once a batch has been chosen since, or when
 * nothing else of the pool is left, and is left alone after three such answers.
 */
export function mayBeAsked(project: Project, pool: readonly Item[]): (item: Item) => boolean {
  const others = pool.some(({ state }) => state === "unlabelled");
  const lastAsked = others ? (project.rounds().at(-1)?.at ?? -Infinity) : Infinity;
  return ({ state, skips, answeredAt = -Infinity }) => {
    if (state === "unlabelled") return true;
    return state !== "labelled" && skips < PATIENCE && answeredAt < lastAsked;
  };
}
