/** A greedy batch whose labels together tell most about the model. */

import type { Key } from "../../../contracts.ts";
import type { Step } from "../../../kernels/contract.ts";
import type { Ensemble } from "../../contract.ts";
import { memberRows } from "../../../array/member-rows.ts";
import { descendingPlaces } from "../../../array/order.ts";
import { weightedEntropies } from "../../../array/weighted-entropies.ts";
import { beliefSummary } from "./belief-summary.ts";
import { labelOutcomes } from "./label-outcomes.ts";
import { mutualInformation } from "./mutual-information.ts";
import { narrowedGain } from "./narrowed-gain.ts";
import { scoreMembers } from "./score-members.ts";

/** What is picked from. */
export interface InformationProblem {
  readonly passes: Ensemble;
  readonly candidates: Int32Array;
  readonly ids: readonly string[];
  readonly count: number;
  /** How many outcomes of the batch's labels are looked at. */
  readonly samples: number;
  readonly key: Key;
}

/** The picks, and what the label of each tells about the model, in nats. */
export interface InformedBatch {
  readonly places: Int32Array; // (count), places in `candidates`
  readonly gains: Float64Array; // (count), beyond what the labels of the picks before it tell
  readonly alone: Float64Array; // (candidates), by itself
  readonly exact: number; // the first so many gains are over all outcomes
}

/** Two gains this near, in nats, are told apart by themselves, not by their bounds. */
export const INFORMATION_ROUNDING = 1e-9;
const CHUNK = 2e7; // multiply-adds between two steps
const TERM = 10; // multiply-adds that take as long as a term of an entropy
const LOOSE = 0.03; // how far a bound by the passes still believed may be off, as a share of the gain before
const WORTHWHILE = 0.6; // a bound is asked for when it takes less than this share of the gain
const ONE = Float64Array.of(1);

/**
 * Takes argmax_x I(y_x; w | y_1..b), b picks before it, `count` times; of equal gains the earlier candidate.
 *
 * A candidate is left out only where a bound proves its gain lower than one found already. While all outcomes are
 * counted, its gain with fewer picks is a bound. The gain is concave in p(k | y), so the gain at an average belief is at
 * least the average of the gains: one bound is at the average over all outcomes, a closer one at the averages within
 * groups of like beliefs. The closest looks at every outcome, but only at the passes that are still believed after it.
 */
export async function batchInformation(problem: InformationProblem, step: Step): Promise<InformedBatch> {
  const { passes, candidates, ids, count, samples, key } = problem;
  const { members, cols: classes } = passes;
  const entropies = new Float64Array(candidates.length * members); // H(p_k) of every candidate
  const ownEntropies = (place: number): Float64Array =>
    entropies.subarray(place * members, (place + 1) * members);
  const part = 1 / (count + 1);
  const alone = await scoreMembers(
    passes,
    candidates,
    (share) => step(share * part),
    (p, _classes, _members, place) => mutualInformation(p, classes, members, ownEntropies(place)),
  );

  const outcomes = labelOutcomes(members, classes, samples, key);
  const bounds = alone.slice(); // the gain is at most this; -Infinity for a pick
  const p = new Float64Array(classes * members);
  const places = new Int32Array(count);
  const gains = new Float64Array(count);
  places[0] = descendingPlaces(alone)[0];
  gains[0] = alone[places[0]];
  let exact = 1;
  for (let b = 1; b < count; b += 1) {
    const pace = (): Promise<void> => step((b + 1) * part);
    await pace();
    bounds[places[b - 1]] = -Infinity;
    memberRows(passes, candidates[places[b - 1]], p);
    outcomes.add(ids[candidates[places[b - 1]]], p);
    const now = outcomes.current();
    const summary = beliefSummary(now, members);
    const { groupCount, groupWeights, groupMeans } = summary;
    const over = (beliefs: Float64Array, weights: Float64Array, beliefCount: number): Gain => ({
      work: beliefCount * (p.length + TERM * classes),
      of(place) {
        memberRows(passes, candidates[place], p);
        const entropy = weightedEntropies(beliefs, weights, beliefCount, p, classes, members);
        return entropy - expected(summary.mean, entropies, place);
      },
    });
    const gain = over(now.beliefs, now.weights, now.count);
    const narrowed = narrowedGain(now, classes, members, LOOSE * gains[b - 1]);
    const byPasses: Gain = {
      work: narrowed.products + TERM * narrowed.terms,
      of(place) {
        memberRows(passes, candidates[place], p);
        return narrowed.of(p, ownEntropies(place));
      },
    };
    const closer = [over(groupMeans, groupWeights, groupCount), byPasses].filter(
      ({ work }) => work < WORTHWHILE * gain.work,
    );
    if (now.isExact) exact += 1;
    else await boundAgain(bounds, over(summary.mean, ONE, 1), pace);
    ({ place: places[b], gain: gains[b] } = await largestGain(bounds, gain, closer, now.isExact, pace));
  }
  await step(1);
  return { places, gains, alone, exact };
}

/** The gain of the candidate at a place, or a bound of it, and the multiply-adds it takes. */
interface Gain {
  readonly work: number;
  of(place: number): number;
}

/** sum_k mean_k H(p_k): what is left open about the label when the pass is known, by the average belief. */
function expected(mean: Float64Array, entropies: Float64Array, place: number): number {
  let sum = 0;
  for (let k = 0; k < mean.length; k += 1) sum += mean[k] * entropies[place * mean.length + k];
  return sum;
}

/** Bounds of the sampled gains: those of other outcomes do not hold for them. */
async function boundAgain(bounds: Float64Array, bound: Gain, pace: () => Promise<void>): Promise<void> {
  const chunk = Math.ceil(CHUNK / 10 / bound.work);
  for (let place = 0; place < bounds.length; place += 1) {
    if (place % chunk === 0) await pace();
    if (bounds[place] !== -Infinity) bounds[place] = bound.of(place);
  }
}

/** Goes through the candidates from the highest bound down, until no bound is above the best gain. */
async function largestGain(
  bounds: Float64Array,
  gain: Gain,
  closer: readonly Gain[], // bounds, the closest last
  lowersBounds: boolean,
  pace: () => Promise<void>,
): Promise<{ place: number; gain: number }> {
  let best = { place: -1, gain: -Infinity };
  let work = 0;
  const isBelow = (bound: number): boolean => bound < best.gain - INFORMATION_ROUNDING;
  for (const place of descendingPlaces(bounds)) {
    if (bounds[place] === -Infinity || isBelow(bounds[place])) break;
    if (work > CHUNK) {
      work = 0;
      await pace();
    }
    const provedBelow = closer.some((bound) => {
      work += bound.work;
      return isBelow(bound.of(place));
    });
    if (provedBelow) continue;
    work += gain.work;
    const value = gain.of(place);
    if (lowersBounds) bounds[place] = value;
    if (value > best.gain || (value === best.gain && place < best.place)) best = { place, gain: value };
  }
  return best;
}
