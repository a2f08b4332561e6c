/** Strategies that maximise a submodular function of the batch, greedily. */
import type { Strategy } from "../contract.ts";

export const submodular: readonly Strategy[] = [];
