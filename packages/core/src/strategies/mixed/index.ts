/** Strategies that weigh the model's doubt against the shape of the pool. */
import type { Strategy } from "../contract.ts";
import { badge } from "./badge.ts";

export const mixed: readonly Strategy[] = [badge];

export * from "./badge.ts";
