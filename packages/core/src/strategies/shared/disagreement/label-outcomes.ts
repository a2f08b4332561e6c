/** What the labels of a batch may turn out to be, and what each outcome would make of the belief in the passes. */

import type { Key } from "../../../contracts.ts";
import { generator, type Generator } from "../../../random/generator.ts";
import { split } from "../../../random/key.ts";

/** Outcomes y of the labels of a batch, with the belief they lead to. */
export interface Outcomes {
  readonly count: number;
  readonly weights: Float64Array; // (count), p(y), or the share of the samples that came out so; they sum to one
  readonly beliefs: Float64Array; // (count, passes), p(pass | y) = p(y | pass) / sum over passes; rows sum to one
  readonly isExact: boolean;
}

/** Outcomes that grow by the label of one item after the other. */
export interface LabelOutcomes {
  current(): Outcomes;
  /** Adds the label of an item with the distributions p (classes, passes). */
  add(id: string, p: Float64Array): void;
}

/**
 * While at most `samples` outcomes have a probability above 0 they are all there. Then a sample stands for them: from
 * every pass equally many, ceil(samples / passes), each label drawn from that pass's distribution, with the uniform draws
 * of one pass spread over equal strata in random order. Equal samples are one outcome, of as much more weight.
 */
export function labelOutcomes(passes: number, classes: number, samples: number, key: Key): LabelOutcomes {
  const perPass = Math.ceil(samples / passes);
  let outcomes: Outcomes = {
    count: 1,
    weights: Float64Array.of(1),
    beliefs: new Float64Array(passes).fill(1 / passes),
    isExact: true,
  };
  let sampled: Int32Array | undefined; // (passes * perPass), the outcome of each sample

  /** The new outcomes: label labels[i] after the old outcome parents[i]. */
  function extended(
    p: Float64Array,
    parents: readonly number[],
    labels: readonly number[],
    isExact: boolean,
  ): Outcomes {
    const count = parents.length;
    const weights = new Float64Array(count);
    const beliefs = new Float64Array(count * passes);
    for (let i = 0; i < count; i += 1) {
      const from = parents[i] * passes;
      const label = labels[i] * passes;
      let sum = 0;
      for (let k = 0; k < passes; k += 1)
        sum += beliefs[i * passes + k] = outcomes.beliefs[from + k] * p[label + k];
      for (let k = 0; k < passes; k += 1) beliefs[i * passes + k] /= sum;
      weights[i] = outcomes.weights[parents[i]] * sum;
    }
    return { count, weights, beliefs, isExact };
  }

  /** Every label after every outcome, where that has a probability; undefined when there are too many. */
  function all(p: Float64Array): { parents: number[]; labels: number[] } | undefined {
    const parents: number[] = [];
    const labels: number[] = [];
    for (let o = 0; o < outcomes.count; o += 1) {
      for (let c = 0; c < classes; c += 1) {
        let share = 0;
        for (let k = 0; k < passes; k += 1) share += outcomes.beliefs[o * passes + k] * p[c * passes + k];
        if (outcomes.weights[o] * share === 0) continue;
        if (parents.length === samples) return undefined;
        parents.push(o);
        labels.push(c);
      }
    }
    return { parents, labels };
  }

  /** Draws the outcome of every sample from p(y | pass) = p(y) p(pass | y) passes. */
  function firstSample(): Int32Array {
    const { count, weights, beliefs } = outcomes;
    const out = new Int32Array(passes * perPass);
    const shares = new Float64Array(count);
    const sums = new Float64Array(count);
    for (let k = 0; k < passes; k += 1) {
      for (let o = 0; o < count; o += 1) shares[o] = weights[o] * beliefs[o * passes + k];
      runningSums(shares, 0, 1, sums);
      const draws = strata(generator(split(key, "outcomes", k)), perPass);
      for (let s = 0; s < perPass; s += 1) out[k * perPass + s] = placeOf(sums, draws[s]);
    }
    return out;
  }

  function addSampled(id: string, p: Float64Array): void {
    const before = (sampled ??= firstSample());
    const parents: number[] = [];
    const labels: number[] = [];
    const counts: number[] = [];
    const places = new Map<number, number>();
    const after = new Int32Array(before.length);
    const sums = new Float64Array(classes);
    for (let k = 0; k < passes; k += 1) {
      runningSums(p, k, passes, sums);
      const draws = strata(generator(split(key, "labels", id, k)), perPass);
      for (let s = k * perPass; s < (k + 1) * perPass; s += 1) {
        const label = placeOf(sums, draws[s - k * perPass]);
        const name = before[s] * classes + label;
        let place = places.get(name);
        if (place === undefined) {
          place = parents.push(before[s]) - 1;
          labels.push(label);
          counts.push(0);
          places.set(name, place);
        }
        counts[place] += 1;
        after[s] = place;
      }
    }
    const weights = Float64Array.from(counts, (n) => n / before.length);
    outcomes = { ...extended(p, parents, labels, false), weights };
    sampled = after;
  }

  return {
    current: () => outcomes,
    add(id, p) {
      const every = sampled === undefined ? all(p) : undefined;
      if (every === undefined) addSampled(id, p);
      else outcomes = extended(p, every.parents, every.labels, true);
    },
  };
}

/** One uniform draw from each of n equal parts of [0, 1), in random order. */
function strata(draw: Generator, n: number): Float64Array {
  const out = Float64Array.from({ length: n }, (_, i) => (i + draw.uniform()) / n);
  for (let i = n - 1; i > 0; i -= 1) {
    const j = draw.integer(i + 1);
    const other = out[j];
    out[j] = out[i];
    out[i] = other;
  }
  return out;
}

/** Running sums of every `stride`-th share from `first` on, written to `out`. */
function runningSums(shares: Float64Array, first: number, stride: number, out: Float64Array): Float64Array {
  let sum = 0;
  for (let i = 0; i < out.length; i += 1) out[i] = sum += shares[first + i * stride];
  return out;
}

/** The place that a uniform draw falls on: the first whose running sum is above the draw's share of the whole. */
function placeOf(sums: Float64Array, draw: number): number {
  const total = sums[sums.length - 1];
  const goal = draw * total;
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > goal || sums[middle] === total) high = middle;
    else low = middle + 1;
  }
  return low;
}
