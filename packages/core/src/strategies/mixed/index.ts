/** Strategies that weigh the model's doubt against the shape of the pool. */
import type { Strategy } from "../contract.ts";
import { alfaMix } from "./alfa-mix.ts";
import { badge } from "./badge.ts";
import { cal } from "./cal.ts";
import { clusterMargin } from "./cluster-margin.ts";
import { discriminative } from "./discriminative.ts";
import { dropQuery } from "./drop-query.ts";
import { informationDensity } from "./information-density.ts";
import { typiclustMargin } from "./typiclust-margin.ts";
import { uHerding } from "./u-herding.ts";
import { weightedProductByStrength } from "./weighted-product.ts";

export const mixed: readonly Strategy[] = [
  badge,
  informationDensity,
  cal,
  discriminative,
  clusterMargin,
  weightedProductByStrength,
  typiclustMargin,
  alfaMix,
  dropQuery,
  uHerding,
];

export * from "./badge.ts";
export * from "./information-density.ts";
export * from "./cal.ts";
export * from "./discriminative.ts";
export * from "./cluster-margin.ts";
export * from "./weighted-product.ts";
export * from "./typiclust-margin.ts";
export * from "./alfa-mix.ts";
export * from "./drop-query.ts";
export * from "./u-herding.ts";
