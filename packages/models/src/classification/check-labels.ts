/** Refuses labels that a classifier cannot learn from. */
import type { PixelSet } from "@querent/core";

/** @throws when there is not one label an image, or a label of the named items is not a class */
export function checkLabels(
  classes: number,
  images: PixelSet,
  labels: Int32Array,
  indices: Int32Array,
): void {
  if (labels.length !== images.count)
    throw new Error(`There must be one label an image; got ${labels.length} for ${images.count} images.`);
  for (const item of indices)
    if (labels[item] < 0 || labels[item] >= classes)
      throw new Error(
        `Labels must be classes in [0, ${classes}); got ${labels[item]} for image ${item}. Label it or leave it out.`,
      );
}
