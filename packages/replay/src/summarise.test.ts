import { expect, test } from "vitest";
import type { ReportedArm } from "./report-types.ts";
import { summarise } from "./summarise.ts";

const budgets = [10, 20, 30];
const ranking = { module: null, entropy: 0.8, margin: 0.7 };

function arm(strategy: string, curves: readonly (readonly number[])[], counts = [15, 15]): ReportedArm {
  return {
    strategy,
    module: null,
    subset: null,
    trials: curves.map((curve, trial) => ({
      seed: [1, "trial", trial],
      picks: [],
      why: [],
      curve: curve.map((metric, round) => ({
        labels: budgets[round],
        annotations: budgets[round],
        metric,
        parts: [metric, metric],
        figures: { calibration: 0.1 },
        loss: 1,
        ranking,
        classCounts: counts,
      })),
    })),
  };
}

/** Trials that end at each of `ends`, rising in equal steps from 0.5. */
function rising(ends: readonly number[]): number[][] {
  return ends.map((end) => [0.5, (0.5 + end) / 2, end]);
}

const poolShares = Array.from({ length: 5 }, () => [0.5, 0.5]);
const details = { poolShares, byAnnotations: false };
const plain = arm("random", rising([0.7, 0.71, 0.69, 0.7, 0.7]));
const better = arm("entropy", rising([0.78, 0.8, 0.79, 0.8, 0.78]), [24, 6]);

test("means, intervals and areas", () => {
  const [random] = summarise([plain, better], budgets, details).arms;
  // mean 0.70, s = sqrt(0.0002 / 4), t(0.975, 4) = 2.776445; half = t s / sqrt 5 = 0.008780
  expect(random.final).toEqual({ mean: 0.7, low: 0.69122, high: 0.70878 });
  expect(random.area.mean).toBeCloseTo(0.6, 6); // the trapezoid of 0.5, 0.6, 0.7
});

test("paired differences, corrected over arms and budgets, round 0 untested", () => {
  const [random, entropy] = summarise([plain, better], budgets, details).arms;
  expect(random.versusBaseline).toBeNull();
  const { area, final, budgets: each } = entropy.versusBaseline!;
  expect(final.mean).toBeCloseTo(0.09, 6);
  expect(each[0]).toEqual({ mean: 0, low: 0, high: 0, p: null, pHolm: null });
  expect(each[2]).toEqual(final);
  expect(final.pHolm).toBeCloseTo(Math.max(2 * each[1].p!, final.p!), 5);
  expect(area.pHolm).toBe(area.p); // one other arm: a family of one
});

test("labels needed to reach what random reaches at the end", () => {
  const summary = summarise([plain, better], budgets, details);
  expect(summary.target).toBe(0.7);
  // The mean curve of entropy is 0.5, 0.645, 0.79: it reaches 0.7 at 20 + 10 * 0.055 / 0.145.
  expect(summary.arms[1].labelsToTarget!.labels).toBeCloseTo(20 + (10 * 0.055) / 0.145, 5);
  expect(summary.arms.map((one) => one.labelsToTarget!.trialsReached)).toEqual([4, 5]);
});

test("class balance is the total variation distance from the pool", () => {
  const [, entropy] = summarise([plain, better], budgets, details).arms;
  expect(entropy.classBalance!.shares).toEqual([0.8, 0.2]);
  expect(entropy.classBalance!.distance.mean).toBeCloseTo(0.3, 6);
});

test("a winner is named from five trials on, and only one that beats every other arm", () => {
  expect(summarise([plain, better], budgets, details).winner).toBe("entropy");
  const four = [plain, better].map((one) => ({ ...one, trials: one.trials.slice(0, 4) }));
  expect(summarise(four, budgets, { ...details, poolShares: poolShares.slice(0, 4) }).winner).toBeNull();
  const close = arm("margin", rising([0.8, 0.78, 0.8, 0.78, 0.79]));
  expect(summarise([plain, better, close], budgets, details).winner).toBeNull();
});

test("one trial has means but no intervals", () => {
  const one = [plain, better].map((each) => ({ ...each, trials: each.trials.slice(0, 1) }));
  const { arms } = summarise(one, budgets, { ...details, poolShares: poolShares.slice(0, 1) });
  expect(arms[1].final).toEqual({ mean: 0.78, low: null, high: null });
  expect(arms[1].versusBaseline!.area).toMatchObject({ low: null, p: null, pHolm: null });
});

test("the module's effect splits into training and picking", () => {
  const trained = { ...arm("random+module", rising([0.72, 0.73, 0.71, 0.72, 0.72])), module: "ranking" };
  const picked = { ...arm("learning-loss", rising([0.75, 0.77, 0.74, 0.75, 0.76])), module: "ranking" };
  const [effect] = summarise([plain, trained, picked], budgets, details).moduleEffect;
  expect(effect.training!.final.mean).toBeCloseTo(0.02, 6);
  expect(effect.picking!.final.mean).toBeCloseTo(0.034, 6);
});
