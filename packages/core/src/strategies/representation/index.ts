/** Strategies that read embeddings: cover the pool, or stand for it. */
import type { Strategy } from "../contract.ts";
import { coreSet } from "./core-set.ts";

export const representation: readonly Strategy[] = [coreSet];

export * from "./core-set.ts";
