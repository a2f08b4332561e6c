/** Examples of a class for the strategies that look for something, or keep away from it. */
import { takeRows } from "@querent/core";
import type { Matrix } from "@querent/core";

/** The embeddings of the labelled rows of the class with the fewest (at least one) or the most labels; the first of equals. */
export function rowsOfClass(
  embeddings: Matrix,
  labels: Int32Array,
  labelled: Int32Array,
  classes: number,
  which: "fewest" | "most",
): Matrix {
  const counts = new Array<number>(classes).fill(0);
  for (const row of labelled) counts[labels[row]] += 1;
  const there = Array.from(counts.keys()).filter((c) => counts[c] > 0);
  const sign = which === "fewest" ? 1 : -1;
  const chosen = there.reduce((best, c) => (sign * counts[c] < sign * counts[best] ? c : best));
  return takeRows(
    embeddings,
    labelled.filter((row) => labels[row] === chosen),
  );
}
