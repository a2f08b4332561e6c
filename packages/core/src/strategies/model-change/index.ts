/** Strategies that ask how much a label would change the model, or its error. */
import type { Strategy } from "../contract.ts";
import { learningLoss } from "./learning-loss.ts";

export const modelChange: readonly Strategy[] = [learningLoss];

export * from "./learning-loss.ts";
