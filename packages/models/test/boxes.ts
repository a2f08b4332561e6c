/** Annotated boxes from a short notation, for tests. */
import type { TrueBoxes } from "@querent/core";

export interface BoxNote {
  readonly corners: readonly number[];
  readonly cls: number;
  readonly ignored?: boolean;
}

export function boxesOf(boxes: readonly BoxNote[]): TrueBoxes {
  return {
    count: boxes.length,
    corners: Float64Array.from(boxes.flatMap(({ corners }) => [...corners])),
    classes: Int32Array.from(boxes, ({ cls }) => cls),
    areas: Float64Array.from(boxes, ({ corners: [x1, y1, x2, y2] }) => (x2 - x1) * (y2 - y1)),
    ignored: Uint8Array.from(boxes, ({ ignored }) => (ignored === true ? 1 : 0)),
    crowds: new Uint8Array(boxes.length),
  };
}
