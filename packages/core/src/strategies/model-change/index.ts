/** Strategies that ask how much a label would change the model, or its error. */
import type { Strategy } from "../contract.ts";
import { bait } from "./bait.ts";
import { expectedErrorReduction } from "./expected-error-reduction.ts";
import { expectedGradientLength } from "./expected-gradient-length.ts";
import { learningLoss } from "./learning-loss.ts";
import { varianceReduction } from "./variance-reduction.ts";

export const modelChange: readonly Strategy[] = [
  bait,
  expectedErrorReduction,
  expectedGradientLength,
  learningLoss,
  varianceReduction,
];

export * from "./bait.ts";
export * from "./expected-error-reduction.ts";
export * from "./expected-gradient-length.ts";
export * from "./learning-loss.ts";
export * from "./variance-reduction.ts";
