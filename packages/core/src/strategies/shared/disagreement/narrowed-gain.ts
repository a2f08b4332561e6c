/** A bound of what one more label tells, from the passes that are still believed after each outcome. */

import { entropyTerm } from "../../../array/entropy-term.ts";
import { naturalLog } from "../../../array/natural-log.ts";
import type { Outcomes } from "./label-outcomes.ts";

/** The bound for one candidate after the other. */
export interface NarrowedGain {
  readonly products: number; // multiply-adds of one bound
  readonly terms: number; // terms of entropies
  /** @param p (classes, passes) @param entropies (passes), H(p_k) */
  of(p: Float64Array, entropies: Float64Array): number;
}

/** Some outcomes with the passes that are believed after each. */
interface Believed {
  readonly weights: Float64Array; // (outcomes), p(o)
  readonly starts: Int32Array; // (outcomes + 1)
  readonly passOf: Int32Array;
  readonly shares: Float64Array; // p(k | o)
}

/**
 * The more labels a batch has, the fewer passes each outcome leaves to be believed. With S the most believed passes after
 * outcome o, eps the belief left out, v_c = sum_{k in S} p(k | o) p_kc and eta(v) = -v ln v,
 *
 *   I(y; w) <= sum_o p(o) [sum_c eta(v_c) - sum_{k in S} p(k | o) H(p_k) + eta(eps) + eps ln classes],
 *
 * since eta(v + e) <= eta(v) + eta(e), and sum_c eta(e_c) <= eta(eps) + eps ln classes where the e_c add up to eps. Where
 * S is one pass the first two sums are eta(p(k | o)), whatever the candidate.
 *
 * @param loose the most that eta(eps) + eps ln classes may be after any outcome, in nats
 */
export function narrowedGain(
  { count, weights, beliefs }: Outcomes,
  classes: number,
  passes: number,
  loose: number,
): NarrowedGain {
  const looseness = (eps: number): number => entropyTerm(eps) + eps * naturalLog(classes);
  const known = new Float64Array(passes); // sum over outcomes of p(o) p(k | o)
  const kept: { weight: number; places: Int32Array; belief: Float64Array }[] = [];
  let constant = 0;
  for (let o = 0; o < count; o += 1) {
    const belief = beliefs.subarray(o * passes, (o + 1) * passes);
    const { places, left } = mostBelieved(belief, (eps) => looseness(eps) <= loose);
    constant += weights[o] * looseness(left);
    if (places.length === 1) {
      constant += weights[o] * entropyTerm(belief[places[0]]);
      continue;
    }
    kept.push({ weight: weights[o], places, belief });
    for (const k of places) known[k] += weights[o] * belief[k];
  }
  const believed: Believed = {
    weights: Float64Array.from(kept, ({ weight }) => weight),
    starts: startsOf(kept.map(({ places }) => places.length)),
    passOf: Int32Array.from(kept.flatMap(({ places }) => Array.from(places))),
    shares: Float64Array.from(kept.flatMap(({ places, belief }) => Array.from(places, (k) => belief[k]))),
  };
  return {
    products: classes * believed.passOf.length,
    terms: classes * kept.length,
    of(p, entropies) {
      let total = constant + believedEntropies(believed, p, classes, passes);
      for (let k = 0; k < passes; k += 1) total -= known[k] * entropies[k];
      return total;
    },
  };
}

/** The fewest passes, the most believed first, that leave out no more belief than may be, and how much that is. */
function mostBelieved(
  belief: Float64Array,
  mayBeLeft: (eps: number) => boolean,
): { places: Int32Array; left: number } {
  const order = Int32Array.from(belief.keys()).sort((a, b) => belief[b] - belief[a]);
  let left = 0;
  let size = order.length;
  while (size > 1 && mayBeLeft(left + belief[order[size - 1]])) {
    size -= 1;
    left += belief[order[size]];
  }
  return { places: order.slice(0, size), left };
}

function startsOf(lengths: readonly number[]): Int32Array {
  const starts = new Int32Array(lengths.length + 1);
  lengths.forEach((length, i) => (starts[i + 1] = starts[i] + length));
  return starts;
}

/** sum_o p(o) sum_c eta(v_oc); five classes at a time, so that their sums stay in registers. */
function believedEntropies(
  { weights, starts, passOf, shares }: Believed,
  p: Float64Array,
  classes: number,
  passes: number,
): number {
  let total = 0;
  for (let o = 0; o < weights.length; o += 1) {
    let entropy = 0;
    let c = 0;
    for (; c + 5 <= classes; c += 5) {
      let v0 = 0;
      let v1 = 0;
      let v2 = 0;
      let v3 = 0;
      let v4 = 0;
      for (let s = starts[o]; s < starts[o + 1]; s += 1) {
        const at = c * passes + passOf[s];
        const share = shares[s];
        v0 += share * p[at];
        v1 += share * p[at + passes];
        v2 += share * p[at + 2 * passes];
        v3 += share * p[at + 3 * passes];
        v4 += share * p[at + 4 * passes];
      }
      entropy += entropyTerm(v0) + entropyTerm(v1) + entropyTerm(v2) + entropyTerm(v3) + entropyTerm(v4);
    }
    for (; c < classes; c += 1) {
      let v = 0;
      for (let s = starts[o]; s < starts[o + 1]; s += 1) v += shares[s] * p[c * passes + passOf[s]];
      entropy += entropyTerm(v);
    }
    total += weights[o] * entropy;
  }
  return total;
}
