/** Strategies that maximise a submodular function of the batch, greedily. */
import type { Strategy } from "../contract.ts";
import { facilityLocation } from "./facility-location.ts";
import { graphCut } from "./graph-cut.ts";

export * from "./facility-location.ts";
export * from "./graph-cut.ts";

export const submodular: readonly Strategy[] = [facilityLocation, graphCut];
