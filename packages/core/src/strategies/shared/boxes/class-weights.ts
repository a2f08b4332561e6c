/** Weights that make boxes of rare classes count more. */

import type { Detections, ParameterSpec } from "../../contract.ts";
import { foundObject } from "./found-object.ts";
import { keptBoxes } from "./kept-boxes.ts";

export const weightsParameter = {
  name: "weights",
  type: "choice",
  default: "equal",
  options: ["equal", "rare"],
  help: "what a box's value is multiplied by: 1, or more the fewer boxes of its class are found in the candidates",
} as const satisfies ParameterSpec;

/**
 * w_c = (N + C) / (N_c + 1), N_c the number of boxes of the items found to be of class c, N their sum and C the number
 * of classes (after Brust, Käding and Denzler 2019, arXiv 1809.09875).
 *
 * Departure: the paper counts the labelled boxes; here those that are found in `items`, so that no labels are needed.
 */
export function rarityWeights(detections: Detections, items: Int32Array, floor: number): Float64Array {
  const classes = detections.probabilities.cols - 1;
  const counts = new Float64Array(classes);
  let total = 0;
  for (const item of items) {
    for (const box of keptBoxes(detections, item, floor)) {
      counts[foundObject(detections.probabilities, box).class] += 1;
      total += 1;
    }
  }
  return counts.map((count) => (total + classes) / (count + 1));
}
