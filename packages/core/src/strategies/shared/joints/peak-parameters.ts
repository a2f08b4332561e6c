/** The parameters that say what a peak of a heat map is. */

import type { ParameterSpec } from "../../contract.ts";

export const radiusParameter = {
  name: "radius",
  type: "integer",
  default: 5,
  min: 1,
  max: 1000,
  help: "a peak is the highest cell within this many rows and columns of it",
} as const satisfies ParameterSpec;
