/** The list of strategies: being in it is what makes one known to every command, page and test. */

import type { Strategy } from "./contract.ts";
import { mixed } from "./mixed/index.ts";
import { modelChange } from "./model-change/index.ts";
import { predictions } from "./predictions/index.ts";
import { random } from "./random.ts";
import { representation } from "./representation/index.ts";
import { submodular } from "./submodular/index.ts";

/** A family of strategies, under the name of its folder. */
export interface StrategyFamily {
  readonly folder: string;
  readonly title: string;
  readonly strategies: readonly Strategy[];
}

/** Every strategy by family. */
export const strategyFamilies: readonly StrategyFamily[] = [
  { folder: ".", title: "The baseline", strategies: [random] },
  { folder: "predictions", title: "Predictions: where the model is unsure", strategies: predictions },
  { folder: "model-change", title: "The model's change and error", strategies: modelChange },
  {
    folder: "representation",
    title: "Representation: cover the pool, or stand for it",
    strategies: representation,
  },
  { folder: "submodular", title: "Submodular functions of the batch", strategies: submodular },
  { folder: "mixed", title: "Mixed: doubt and diversity together", strategies: mixed },
];

/** Every strategy. */
export const strategies: readonly Strategy[] = strategyFamilies.flatMap((family) => family.strategies);

/** @throws when there is no such strategy, listing those there are */
export function strategyNamed(name: string): Strategy {
  const found = strategies.find((strategy) => strategy.name === name);
  if (found === undefined) {
    throw new Error(
      `A strategy must be one of ${strategies.map((s) => s.name).join(", ")}; got "${name}". Correct the name.`,
    );
  }
  return found;
}
