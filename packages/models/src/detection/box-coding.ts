/** Boxes as offsets from their anchors, and back. */
import { add, clip, concat, constant, exp, multiply, slice, subtract, type Expression } from "@querent/graph";
import type { Anchors } from "./anchors.ts";

/** SSD's variances: what the offsets of centres and of sides are divided by. */
const CENTRE = 0.1;
const SIDE = 0.2;
/** A thousand times the anchor: an untrained network must not overflow. */
const MOST = Math.log(1000);

/**
 * Writes the offsets of a box from an anchor: ((cx - ax) / aw, (cy - ay) / ah) / 0.1 and (ln(w / aw), ln(h / ah)) / 0.2.
 * Liu et al. 2016, arXiv 1512.02325, equation 2, with the variances of its code. Shares of the image's sides.
 */
export function encodeBox(
  [x1, y1, x2, y2]: readonly number[],
  anchors: Float32Array,
  anchor: number,
  out: Float32Array,
  to: number,
): void {
  const [ax, ay, aw, ah] = anchors.subarray(4 * anchor, 4 * anchor + 4);
  out[to] = ((x1 + x2) / 2 - ax) / aw / CENTRE;
  out[to + 1] = ((y1 + y2) / 2 - ay) / ah / CENTRE;
  out[to + 2] = Math.log((x2 - x1) / aw) / SIDE;
  out[to + 3] = Math.log((y2 - y1) / ah) / SIDE;
}

/** The inverse: writes the corners x1, y1, x2, y2 in shares of the image's sides, not clipped. */
export function decodeBox(
  offsets: Float32Array,
  from: number,
  anchors: Float32Array,
  anchor: number,
  out: Float64Array,
  to: number,
): void {
  const at = 4 * anchor;
  const x = anchors[at] + offsets[from] * CENTRE * anchors[at + 2];
  const y = anchors[at + 1] + offsets[from + 1] * CENTRE * anchors[at + 3];
  const width = anchors[at + 2] * Math.exp(Math.min(offsets[from + 2] * SIDE, MOST));
  const height = anchors[at + 3] * Math.exp(Math.min(offsets[from + 3] * SIDE, MOST));
  out[to] = x - width / 2;
  out[to + 1] = y - height / 2;
  out[to + 2] = x + width / 2;
  out[to + 3] = y + height / 2;
}

/** `decodeBox` for all anchors of a batch: offsets (N, anchors, 4) -> corners (N, anchors, 4). */
export function decodedBoxes(offsets: Expression, { count, boxes }: Anchors): Expression {
  const [batch] = offsets.shape;
  const part = (first: number): Expression => {
    const data = new Float32Array(2 * count);
    for (let at = 0; at < count; at++) data.set(boxes.subarray(4 * at + first, 4 * at + first + 2), 2 * at);
    return constant(data, [count, 2]);
  };
  const moved = slice(offsets, [0, 0, 0], [batch, count, 2]);
  const scaled = slice(offsets, [0, 0, 2], [batch, count, 2]);
  const centres = add(multiply(multiply(moved, CENTRE), part(2)), part(0));
  const halves = multiply(exp(clip(multiply(scaled, SIDE), -MOST, MOST)), multiply(part(2), 0.5));
  return concat([subtract(centres, halves), add(centres, halves)], 2);
}
