/** Strategies that read embeddings: cover the pool, or stand for it. */
import type { Strategy } from "../contract.ts";
import { coreSet } from "./core-set.ts";
import { kMeansPlusPlus } from "./k-means-plus-plus.ts";
import { kMeansStrategy } from "./k-means.ts";
import { robustCoreSet } from "./robust-core-set.ts";

export const representation: readonly Strategy[] = [coreSet, robustCoreSet, kMeansStrategy, kMeansPlusPlus];

export * from "./core-set.ts";
export * from "./k-means.ts";
export * from "./k-means-plus-plus.ts";
export * from "./robust-core-set.ts";
