/** Tests of the bound from the passes still believed: never below the gain, and the gain itself with nothing left out. */

import { expect, test } from "vitest";
import { weightedEntropies } from "../../../array/weighted-entropies.ts";
import { generator } from "../../../random/generator.ts";
import { keyFrom } from "../../../random/key.ts";
import { labelOutcomes } from "./label-outcomes.ts";
import { mutualInformation } from "./mutual-information.ts";
import { narrowedGain } from "./narrowed-gain.ts";

const passes = 12;

test.each([2, 7])("is no less than the gain with %i classes, and little more", (classes) => {
  const draw = generator(keyFrom("narrowed"));
  const item = (): Float64Array => {
    const p = Float64Array.from({ length: classes * passes }, () => draw.uniform() ** 4);
    for (let k = 0; k < passes; k += 1) {
      let sum = 0;
      for (let c = 0; c < classes; c += 1) sum += p[c * passes + k];
      for (let c = 0; c < classes; c += 1) p[c * passes + k] /= sum;
    }
    return p;
  };
  const outcomes = labelOutcomes(passes, classes, 100, keyFrom("outcomes"));
  let leftOut = 0;
  for (let picks = 1; picks < 7; picks += 1) {
    outcomes.add(String(picks), item());
    const now = outcomes.current();
    for (const loose of [0, 0.003, 0.1]) {
      const bound = narrowedGain(now, classes, passes, loose);
      if (bound.products < classes * passes * now.count) leftOut += 1;
      for (let tried = 0; tried < 20; tried += 1) {
        const p = item();
        const own = new Float64Array(passes);
        mutualInformation(p, classes, passes, own);
        let gain = weightedEntropies(now.beliefs, now.weights, now.count, p, classes, passes);
        for (let o = 0; o < now.count; o += 1)
          for (let k = 0; k < passes; k += 1) gain -= now.weights[o] * now.beliefs[o * passes + k] * own[k];
        const over = bound.of(p, own) - gain;
        expect(over).toBeGreaterThanOrEqual(-1e-12);
        expect(over).toBeLessThanOrEqual(2 * loose + 1e-12);
      }
    }
  }
  expect(leftOut).toBeGreaterThan(6);
});
