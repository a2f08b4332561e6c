/** Strategies that read the model's predictions. */
import type { Strategy } from "../contract.ts";
import { bald } from "./bald.ts";
import { batchBald } from "./batch-bald.ts";
import { consensusEntropy } from "./consensus-entropy.ts";
import { entropy } from "./entropy.ts";
import { epig } from "./epig.ts";
import { leastConfidence } from "./least-confidence.ts";
import { margin } from "./margin.ts";
import { meanKl } from "./mean-kl.ts";
import { meanStandardDeviation } from "./mean-standard-deviation.ts";
import { powerBald } from "./power-bald.ts";
import { ratio } from "./ratio.ts";
import { variationRatio } from "./variation-ratio.ts";
import { voteEntropy } from "./vote-entropy.ts";

export const predictions: readonly Strategy[] = [
  leastConfidence,
  margin,
  ratio,
  entropy,
  variationRatio,
  meanStandardDeviation,
  voteEntropy,
  consensusEntropy,
  meanKl,
  bald,
  powerBald,
  batchBald,
  epig,
];

export * from "./least-confidence.ts";
export * from "./margin.ts";
export * from "./ratio.ts";
export * from "./entropy.ts";
export * from "./variation-ratio.ts";
export * from "./mean-standard-deviation.ts";
export * from "./vote-entropy.ts";
export * from "./consensus-entropy.ts";
export * from "./mean-kl.ts";
export * from "./bald.ts";
export * from "./power-bald.ts";
export * from "./batch-bald.ts";
export * from "./epig.ts";
