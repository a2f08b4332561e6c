/** Strategies that maximise a submodular function of the batch, greedily. */
import type { Strategy } from "../contract.ts";
import { facilityLocation } from "./facility-location.ts";
import { facilityLocationConditionalGain } from "./facility-location-conditional-gain.ts";
import { facilityLocationMutualInformation } from "./facility-location-mutual-information.ts";
import { graphCut } from "./graph-cut.ts";
import { graphCutConditionalGain } from "./graph-cut-conditional-gain.ts";
import { graphCutMutualInformation } from "./graph-cut-mutual-information.ts";
import { logDeterminant } from "./log-determinant.ts";
import { logDeterminantConditionalGain } from "./log-determinant-conditional-gain.ts";
import { logDeterminantMutualInformation } from "./log-determinant-mutual-information.ts";
import { saturatedCoverage } from "./saturated-coverage.ts";

export * from "./facility-location.ts";
export * from "./facility-location-conditional-gain.ts";
export * from "./facility-location-mutual-information.ts";
export * from "./graph-cut.ts";
export * from "./graph-cut-conditional-gain.ts";
export * from "./graph-cut-mutual-information.ts";
export * from "./log-determinant.ts";
export * from "./log-determinant-conditional-gain.ts";
export * from "./log-determinant-mutual-information.ts";
export * from "./saturated-coverage.ts";

export const submodular: readonly Strategy[] = [
  facilityLocation,
  graphCut,
  saturatedCoverage,
  logDeterminant,
  facilityLocationMutualInformation,
  graphCutMutualInformation,
  logDeterminantMutualInformation,
  facilityLocationConditionalGain,
  graphCutConditionalGain,
  logDeterminantConditionalGain,
];
