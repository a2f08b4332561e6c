/** The parameter that leaves out boxes which are hardly objects. */

import type { ParameterSpec } from "../../contract.ts";

export const floorParameter = {
  name: "floor",
  type: "number",
  default: 0,
  min: 0,
  max: 1,
  help: "boxes whose highest probability of an object class is below it are left out",
} as const satisfies ParameterSpec;
