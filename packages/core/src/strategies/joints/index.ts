/** Strategies that read the heat maps of a pose network. */
import type { Strategy } from "../contract.ts";
import { jointDropout } from "./joint-dropout.ts";
import { jointEntropy } from "./joint-entropy.ts";
import { jointFlipConsistency } from "./joint-flip-consistency.ts";
import { jointLeastConfidence } from "./joint-least-confidence.ts";
import { jointMargin } from "./joint-margin.ts";
import { multiPeak } from "./multi-peak.ts";
import { peakSpread } from "./peak-spread.ts";

export const joints: readonly Strategy[] = [
  jointLeastConfidence,
  jointMargin,
  jointEntropy,
  multiPeak,
  peakSpread,
  jointFlipConsistency,
  jointDropout,
];

export * from "./joint-least-confidence.ts";
export * from "./joint-margin.ts";
export * from "./joint-entropy.ts";
export * from "./multi-peak.ts";
export * from "./peak-spread.ts";
export * from "./joint-flip-consistency.ts";
export * from "./joint-dropout.ts";
