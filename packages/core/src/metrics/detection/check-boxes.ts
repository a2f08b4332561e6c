/** Refuses boxes that no overlap can be computed of. */

import type { Boxes, FoundBoxes, TrueBoxes } from "../../annotations.ts";

/**
 * @throws when the lists differ in length, a corner or score is not a finite number, corners are swapped, an area is
 * negative, a class is not an integer in [0, classes), or an array has another length than `count` asks for
 */
export function checkBoxes(
  truths: readonly TrueBoxes[],
  found: readonly FoundBoxes[],
  classes: number,
): void {
  if (!Number.isInteger(classes) || classes < 1)
    throw new RangeError(`classes must be an integer of at least 1; got ${classes}.`);
  if (truths.length !== found.length)
    throw new RangeError(
      `There must be found boxes, maybe none, for each image with true ones; got ${found.length} for ${truths.length} images.`,
    );
  for (let i = 0; i < truths.length; i += 1) {
    checkShape(truths[i], "True", i, classes);
    checkShape(found[i], "Found", i, classes);
    for (let g = 0; g < truths[i].count; g += 1)
      if (!(truths[i].areas[g] >= 0 && truths[i].areas[g] < Infinity))
        throw new RangeError(
          `True box ${g} of image ${i} must have a finite area of at least 0; got ${truths[i].areas[g]}.`,
        );
    for (let d = 0; d < found[i].count; d += 1)
      if (!Number.isFinite(found[i].scores[d]))
        throw new RangeError(
          `Found box ${d} of image ${i} must have a finite score; got ${found[i].scores[d]}.`,
        );
  }
}

function checkShape(boxes: Boxes, what: string, image: number, classes: number): void {
  const { count, corners } = boxes;
  if (corners.length !== 4 * count || boxes.classes.length !== count)
    throw new RangeError(
      `${what} boxes of image ${image} must have 4 corner coordinates and a class for each of ${count}; got ${corners.length} and ${boxes.classes.length}.`,
    );
  for (let b = 0; b < count; b += 1) {
    const [x1, y1, x2, y2] = corners.subarray(4 * b, 4 * b + 4);
    const finite = x2 - x1 < Infinity && y2 - y1 < Infinity; // false for NaN too
    if (!finite || x1 > x2 || y1 > y2)
      throw new RangeError(
        `${what} box ${b} of image ${image} must have finite corners with x1 <= x2 and y1 <= y2; got ${x1}, ${y1}, ${x2}, ${y2}.`,
      );
    const named = boxes.classes[b];
    if (named < 0 || named >= classes)
      throw new RangeError(
        `${what} box ${b} of image ${image} must be of a class in [0, ${classes}); got ${named}.`,
      );
  }
}
