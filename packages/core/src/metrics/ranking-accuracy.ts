/** How often predicted losses order two items as their true losses do. */

import { averageRanks } from "./spearman.ts";
import { checkLengths } from "./check-lengths.ts";

/**
 * The share of pairs with different true losses that the prediction orders the same way; a pair the prediction ties
 * counts one half. Exact over all pairs in O(n log n); undefined when all true losses are equal.
 * Source: the measure of Yoo and Kweon 2019, arXiv 1905.03677, section 4.1, over all pairs instead of a sample.
 *
 * @throws when the lengths differ or are zero, or a value is NaN
 */
export function rankingAccuracy(
  predicted: ArrayLike<number>,
  trueLoss: ArrayLike<number>,
): number | undefined {
  checkLengths("predicted", predicted.length, "trueLoss", trueLoss.length);
  const place = Int32Array.from(averageRanks(predicted), (rank) => Math.floor(rank)); // equal values, equal place
  const trueRank = averageRanks(trueLoss);
  const order = Array.from(trueRank.keys()).sort((i, j) => trueRank[i] - trueRank[j]);
  const tree = new Int32Array(predicted.length + 1); // Fenwick tree: how many seen items stand at each place
  let pairs = 0;
  let score = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && trueRank[order[end]] === trueRank[order[start]]) end += 1;
    for (let k = start; k < end; k += 1) {
      const below = countUpTo(tree, place[order[k]] - 1);
      const equal = countUpTo(tree, place[order[k]]) - below;
      score += below + equal / 2;
      pairs += start;
    }
    for (let k = start; k < end; k += 1) add(tree, place[order[k]]);
    start = end;
  }
  return pairs === 0 ? undefined : score / pairs;
}

function countUpTo(tree: Int32Array, place: number): number {
  let sum = 0;
  for (let at = place; at > 0; at -= at & -at) sum += tree[at];
  return sum;
}

function add(tree: Int32Array, place: number): void {
  for (let at = place; at < tree.length; at += at & -at) tree[at] += 1;
}
