/** Means over parts of COCO's tables, which hold -1 where there was nothing to find. */

import type { PrecisionCurves } from "./count-matches.ts";
import { cocoRecalls, type CocoProtocol } from "./coco-protocol.ts";

/** What a mean is taken over; everything where it is left out. */
export interface Part {
  readonly area?: string; // "all" by default
  readonly threshold?: number;
  readonly most?: number; // the largest by default
  readonly class?: number;
}

/** Mean of precision over classes, thresholds and recalls; -1 where no class has a truth, or no threshold is that one. */
export function meanPrecision(curves: PrecisionCurves, protocol: CocoProtocol, part: Part = {}): number {
  return meanOf(curves.precision, cocoRecalls.length, protocol.thresholds.length, curves, protocol, part);
}

/** Mean of the largest recall over classes and thresholds; -1 as `meanPrecision`. */
export function meanRecall(curves: PrecisionCurves, protocol: CocoProtocol, part: Part = {}): number {
  const { most, thresholds } = protocol;
  const m = part.most === undefined ? most.length - 1 : most.indexOf(part.most);
  const table = curves.recall.subarray(m * thresholds.length);
  return meanOf(table, 1, most.length * thresholds.length, curves, protocol, part);
}

function meanOf(
  table: Float64Array,
  depth: number,
  stride: number,
  { truths }: PrecisionCurves,
  { areas, thresholds }: CocoProtocol,
  part: Part,
): number {
  const a = areas.findIndex(({ name }) => name === (part.area ?? "all"));
  const classes = truths.length / areas.length;
  let sum = 0;
  let n = 0;
  for (let c = part.class ?? 0; c < (part.class === undefined ? classes : part.class + 1); c += 1) {
    if (truths[c * areas.length + a] === 0) continue;
    for (let t = 0; t < thresholds.length; t += 1) {
      if (part.threshold !== undefined && thresholds[t] !== part.threshold) continue;
      const at = ((c * areas.length + a) * stride + t) * depth;
      for (let r = 0; r < depth; r += 1) sum += table[at + r];
      n += depth;
    }
  }
  return n === 0 ? -1 : sum / n;
}
