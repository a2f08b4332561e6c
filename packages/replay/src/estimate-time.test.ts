import { expect, test } from "vitest";
import { softmaxLearner } from "../test/softmax-learner.ts";
import { stripedImages, stripesLearnerSettings, stripesSubject } from "../test/striped-images.ts";
import { stripesPlan } from "../test/stripes-plan.ts";
import { estimateTime, measureRates } from "./estimate-time.ts";

const dataset = stripedImages();
const subject = stripesSubject(dataset);

test("counts every training once, round 0 shared by arms that train alike", async () => {
  const plan = stripesPlan(dataset, {
    strategies: ["random", "entropy", "learning-loss"],
    rounds: 1,
    trials: 2,
  });
  const estimate = await estimateTime(plan, subject, undefined, async () => ({
    none: 0.01,
    ranking: 0.02,
  }));
  // Trained images: 10 labels make 6 epochs of 1 step of 8, 18 labels 6 of 2. Predicted: 80 test, 120 pool when asked.
  const first = 0.01 * (48 + 200 / 3) + 0.02 * (48 + 200 / 3);
  const second = 2 * 0.01 * (96 + 80 / 3) + 0.02 * (96 + 80 / 3);
  expect(estimate.seconds).toBeCloseTo(2 * (first + second), 9);
  expect(estimate.trainings).toBe(2 * (2 + 3));
});

test("measures each objective of the plan on the learner itself", async () => {
  const rates = await measureRates(
    stripesPlan(dataset, { strategies: ["random", "learning-loss"] }),
    subject,
  );
  expect(Object.keys(rates)).toEqual(["none", "ranking"]);
  for (const rate of Object.values(rates)) expect(rate).toBeGreaterThan(0);
});

test("stops measuring when asked, with the reason given", async () => {
  const abort = { aborted: false, reason: new Error("enough of it") };
  const stopping = softmaxLearner(stripesLearnerSettings(), async () => void (abort.aborted = true));
  const stopped = estimateTime(stripesPlan(dataset), stripesSubject(dataset, stopping), abort);
  await expect(stopped).rejects.toBe(abort.reason);
});
