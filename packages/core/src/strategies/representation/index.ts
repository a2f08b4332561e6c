/** Strategies that read embeddings: cover the pool, or stand for it. */
import type { Strategy } from "../contract.ts";
import { coreSet } from "./core-set.ts";
import { dcom } from "./dcom.ts";
import { kMeansPlusPlus } from "./k-means-plus-plus.ts";
import { kMeansStrategy } from "./k-means.ts";
import { kMedoids } from "./k-medoids.ts";
import { maxHerding } from "./max-herding.ts";
import { probCover } from "./prob-cover.ts";
import { robustCoreSet } from "./robust-core-set.ts";
import { typiclust } from "./typiclust.ts";

export const representation: readonly Strategy[] = [
  coreSet,
  robustCoreSet,
  kMeansStrategy,
  kMeansPlusPlus,
  kMedoids,
  typiclust,
  probCover,
  dcom,
  maxHerding,
];

export * from "./core-set.ts";
export * from "./k-means.ts";
export * from "./k-means-plus-plus.ts";
export * from "./k-medoids.ts";
export * from "./robust-core-set.ts";
export * from "./typiclust.ts";
export * from "./prob-cover.ts";
export * from "./dcom.ts";
export * from "./max-herding.ts";
