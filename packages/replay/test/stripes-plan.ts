/** The replay that the tests run, on striped images. */
import type { ClassificationDataset } from "@querent/core";
import { planReplay } from "../src/plan.ts";
import type { ReplayPlan, ReplaySettings } from "../src/plan.ts";

export function stripesSettings(over: Partial<ReplaySettings> = {}): ReplaySettings {
  return {
    task: "classification",
    network: "softmax-regression",
    recipe: "test",
    strategies: ["random", "random+module", "learning-loss", "core-set", "entropy"],
    pool: 120,
    initial: 10,
    batch: 8,
    rounds: 3,
    trials: 2,
    seed: 7,
    provider: "cpu",
    threads: 1,
    ...over,
  };
}

export function stripesPlan(dataset: ClassificationDataset, over: Partial<ReplaySettings> = {}): ReplayPlan {
  return planReplay(stripesSettings(over), dataset);
}
