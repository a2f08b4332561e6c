/** Strategies that read the model's predictions. */
import type { Strategy } from "../contract.ts";
import { entropy } from "./entropy.ts";
import { leastConfidence } from "./least-confidence.ts";
import { margin } from "./margin.ts";

export const predictions: readonly Strategy[] = [leastConfidence, margin, entropy];

export * from "./least-confidence.ts";
export * from "./margin.ts";
export * from "./entropy.ts";
