import { expect, test } from "vitest";
import { stripedImages } from "../test/striped-images.ts";
import { stripesPlan, stripesSettings } from "../test/stripes-plan.ts";
import { planReplay } from "./plan.ts";
import type { ReplaySettings } from "./plan.ts";

const dataset = stripedImages(160, 80);

test("rounds are queries after round 0", () => {
  expect(stripesPlan(dataset, { initial: 10, batch: 8, rounds: 3 }).budgets).toEqual([10, 18, 26, 34]);
});

test("pool and test are whole parts unless given", () => {
  const { settings } = planReplay(stripesSettings({ pool: undefined, test: undefined }), dataset);
  expect([settings.pool, settings.test]).toEqual([160, 80]);
});

test.each<[Partial<ReplaySettings>, string]>([
  [
    { batch: 500 },
    "batch must be an integer in [1, 120]; got 500. The pool has 120 images: lower batch or raise pool.",
  ],
  [{ batch: 0 }, "batch must be an integer in [1, 120]; got 0."],
  [{ rounds: 14 }, "initial + rounds x batch must be at most the pool of 120 images; got 10 + 14 x 8 = 122."],
  [{ pool: 161 }, "pool must be an integer in [2, 160]; got 161. stripes has 160 training images."],
  [{ trials: 0 }, "trials must be an integer in [1, 1000]; got 0."],
  [{ initial: 1 }, "initial must be an integer in [2, 120]; got 1."],
  [{ test: 81 }, "test must be an integer in [1, 80]; got 81."],
  [{ rounds: 1.5 }, "rounds must be an integer"],
  [{ seed: NaN }, "seed must be an integer"],
  [{ epochs: 0 }, "epochs must be an integer"],
  [{ moduleWeight: 0 }, "moduleWeight must be a positive number; got 0."],
  [{ subset: 0 }, "subset must be a number in (0, 1]; got 0."],
  [{ strategies: [] }, "strategies must name at least one strategy"],
  [{ strategies: ["random", "random"] }, 'got "random" twice'],
  [{ strategies: ["learning-loss", "learning-loss:ranking"] }, "which are the same. Leave one out."],
  [{ strategies: ["nonsense"] }, "A strategy must be one of random"],
])("refuses %o", (over, message) => {
  expect(() => stripesPlan(dataset, over)).toThrow(message);
});
