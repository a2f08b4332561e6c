/** What is said of each pick beside its score: its nearest labelled item, and its rank under every simple signal. */
import { rowEntropy, rowNarrowness, takeRows, type Kernels, type Selection, type Step } from "@querent/core";
import type { Problem } from "./sample-problem.ts";

/** A column of picks.csv. */
export interface PickColumn {
  readonly name: string;
  readonly cells: readonly (string | number)[];
}

/** The columns that --why adds, as far as the signals are there. */
export async function explainPicks(
  problem: Problem,
  selection: Selection,
  kernels: Kernels,
  step: Step,
): Promise<PickColumn[]> {
  const { probabilities, predictedLoss } = problem.signals;
  return [
    ...(await nearestLabelled(problem, selection, kernels, step)),
    ...(probabilities === undefined
      ? []
      : [
          rankColumn("rank_entropy", problem, selection, (row) => rowEntropy(probabilities, row)),
          rankColumn("rank_margin", problem, selection, (row) => rowNarrowness(probabilities, row)),
          rankColumn("rank_least_confidence", problem, selection, (row) => -largest(probabilities, row)),
        ]),
    ...(predictedLoss === undefined
      ? []
      : [rankColumn("rank_predicted_loss", problem, selection, (row) => predictedLoss[row])]),
  ];
}

/** The labelled item nearest to each pick, by the Euclidean distance of embeddings. */
async function nearestLabelled(
  { signals: { embeddings }, request: { ids, labelled } }: Problem,
  { picks }: Selection,
  kernels: Kernels,
  step: Step,
): Promise<PickColumn[]> {
  if (embeddings === undefined || labelled.length === 0) return [];
  const ordered = labelled.toSorted((a, b) => (ids[a] < ids[b] ? -1 : 1)); // of equally near ones the first by id
  const { places, squared } = await kernels.nearest(embeddings, picks, takeRows(embeddings, ordered), step);
  return [
    { name: "nearest_labelled", cells: Array.from(places, (place) => ids[ordered[place]]) },
    { name: "nearest_labelled_distance", cells: Array.from(squared, Math.sqrt) },
  ];
}

/** The rank of each pick among the candidates by a score, 1 = highest; of equal scores all have the first's rank. */
function rankColumn(
  name: string,
  { request: { candidates } }: Problem,
  { picks }: Selection,
  score: (row: number) => number,
): PickColumn {
  const rising = Float64Array.from(candidates, score).sort();
  return { name, cells: Array.from(picks, (row) => 1 + countAbove(rising, score(row))) };
}

/** How many of rising values are above one of them. */
function countAbove(rising: Float64Array, value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] > value) high = middle;
    else low = middle + 1;
  }
  return rising.length - low;
}

function largest({ cols, data }: { cols: number; data: Float32Array }, row: number): number {
  let most = 0;
  for (let j = row * cols; j < (row + 1) * cols; j += 1) if (data[j] > most) most = data[j];
  return most;
}
