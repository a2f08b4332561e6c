/** The list of strategies: being in it is what makes one known to every command, page and test. */

import type { Strategy } from "./contract.ts";
import { boxes } from "./boxes/index.ts";
import { joints } from "./joints/index.ts";
import { mixed } from "./mixed/index.ts";
import { modelChange } from "./model-change/index.ts";
import { predictions } from "./predictions/index.ts";
import { random } from "./random.ts";
import { representation } from "./representation/index.ts";
import { submodular } from "./submodular/index.ts";
import { wrapperNamed } from "./wrappers/index.ts";

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
  { folder: "boxes", title: "Boxes: where a detector is unsure", strategies: boxes },
  { folder: "joints", title: "Joints: where a pose network is unsure", strategies: joints },
];

/** Every strategy. */
export const strategies: readonly Strategy[] = strategyFamilies.flatMap((family) => family.strategies);

/**
 * The strategy of a name, with the wrappers that its suffixes name put round it from left to right: `margin`,
 * `entropy+diverse`, `entropy+diverse+balanced`.
 *
 * @throws when there is no such strategy or suffix, listing those there are, or a suffix is there twice
 */
export function strategyNamed(name: string): Strategy {
  const [base, ...suffixes] = name.split("+");
  const found = strategies.find((strategy) => strategy.name === base);
  if (found === undefined) {
    throw new Error(
      `A strategy must be one of ${strategies.map((s) => s.name).join(", ")}; got "${base}"` +
        `${suffixes.length > 0 ? ` in "${name}"` : ""}. Correct the name.`,
    );
  }
  const twice = suffixes.find((suffix, i) => suffixes.indexOf(suffix) !== i);
  if (twice !== undefined) {
    throw new Error(
      `A suffix of a strategy must be there once; got "+${twice}" twice in "${name}". Leave one out.`,
    );
  }
  return suffixes.reduce((strategy, suffix) => wrapperNamed(suffix, name).wrap(strategy), found);
}
