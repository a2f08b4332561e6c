/** Refuses boxes that a detector cannot learn from. */
import type { PixelSet, TrueBoxes } from "@querent/core";

/** @throws when there is not one list of boxes an image, or a box of the named items is none */
export function checkBoxes(
  classes: number,
  { count, width, height }: PixelSet,
  truth: readonly TrueBoxes[],
  indices: Int32Array,
): void {
  if (truth.length !== count)
    throw new Error(`There must be one list of boxes an image; got ${truth.length} for ${count} images.`);
  for (const item of indices) {
    const boxes = truth[item];
    for (let box = 0; box < boxes.count; box++) {
      const cls = boxes.classes[box];
      if (!(cls >= 0 && cls < classes))
        throw new Error(
          `Classes of boxes must be in [0, ${classes}); got ${cls} for box ${box} of image ${item}.`,
        );
      const [x1, y1, x2, y2] = boxes.corners.subarray(4 * box, 4 * box + 4);
      if (!(x1 >= 0 && x1 < x2 && x2 <= width && y1 >= 0 && y1 < y2 && y2 <= height))
        throw new Error(
          `Boxes must have x1 < x2 and y1 < y2 inside the image of ${width} x ${height} pixels; got [${[x1, y1, x2, y2].join(", ")}] for box ${box} of image ${item}.`,
        );
    }
  }
}
