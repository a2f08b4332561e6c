/** Strategies that read the boxes a detector finds. */
import type { Strategy } from "../contract.ts";
import { boxBadge } from "./box-badge.ts";
import { boxCoreSet } from "./box-core-set.ts";
import { boxDropout } from "./box-dropout.ts";
import { boxEntropy } from "./box-entropy.ts";
import { boxFlipConsistency } from "./box-flip-consistency.ts";
import { boxLeastConfidence } from "./box-least-confidence.ts";
import { boxMargin } from "./box-margin.ts";
import { localisationStability } from "./localisation-stability.ts";
import { objectFrequency } from "./object-frequency.ts";
import { objectnessLeastConfidence } from "./objectness-least-confidence.ts";

export const boxes: readonly Strategy[] = [
  boxLeastConfidence,
  boxMargin,
  boxEntropy,
  objectFrequency,
  objectnessLeastConfidence,
  localisationStability,
  boxFlipConsistency,
  boxDropout,
  boxBadge,
  boxCoreSet,
];

export * from "./box-least-confidence.ts";
export * from "./box-margin.ts";
export * from "./box-entropy.ts";
export * from "./object-frequency.ts";
export * from "./objectness-least-confidence.ts";
export * from "./localisation-stability.ts";
export * from "./box-flip-consistency.ts";
export * from "./box-dropout.ts";
export * from "./box-badge.ts";
export * from "./box-core-set.ts";
