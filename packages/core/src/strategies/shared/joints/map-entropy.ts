/** The entropy of a heat map. */

import { exponential } from "../../../array/exponential.ts";
import { naturalLog } from "../../../array/natural-log.ts";
import { highestCell } from "./maps-of.ts";

/**
 * H = -sum_x p_x ln p_x in nats of p = softmax(sharpness * map) over its cells, in [0, ln cells]. With z_x the value
 * times the sharpness less its largest and Z = sum_x e^z_x, H = ln Z - sum_x z_x e^z_x / Z.
 */
export function mapEntropy(map: Float32Array, sharpness: number): number {
  const largest = map[highestCell(map)];
  let total = 0;
  let weighted = 0;
  for (let i = 0; i < map.length; i += 1) {
    const z = sharpness * (map[i] - largest);
    const weight = exponential(z);
    total += weight;
    weighted += z * weight;
  }
  return naturalLog(total) - weighted / total;
}
