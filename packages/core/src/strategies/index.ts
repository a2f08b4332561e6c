/** The list of strategies: being in it is what makes one known to every command, page and test. */

import type { Strategy } from "../contracts.ts";
import { coreSet } from "./core-set.ts";
import { entropy } from "./entropy.ts";
import { learningLoss } from "./learning-loss.ts";
import { leastConfidence } from "./least-confidence.ts";
import { margin } from "./margin.ts";
import { random } from "./random.ts";

/** Every strategy, simplest first. */
export const strategies: readonly Strategy[] = [
  random,
  leastConfidence,
  margin,
  entropy,
  coreSet,
  learningLoss,
];

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
