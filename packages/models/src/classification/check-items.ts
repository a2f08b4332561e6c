/** Refuses images, indices and labels that a classifier cannot work on. */
import type { PixelSet } from "@querent/core";
import type { ClassifierSettings } from "./classifier-contract.ts";

type Size = Pick<ClassifierSettings, "height" | "width" | "channels">;

/** @throws when the images are of another size than the classifier's, or an index is not one of them */
export function checkItems(size: Size, images: PixelSet, indices: Int32Array): void {
  const { count, height, width, channels, data } = images;
  if (height !== size.height || width !== size.width || channels !== size.channels)
    throw new Error(
      `Images must be ${size.height} x ${size.width} x ${size.channels}, as the classifier was made; got ${height} x ${width} x ${channels}.`,
    );
  if (data.length !== count * height * width * channels)
    throw new Error(
      `${count} images of ${height} x ${width} x ${channels} must have ${count * height * width * channels} bytes; got ${data.length}.`,
    );
  for (let at = 0; at < indices.length; at++)
    if (indices[at] < 0 || indices[at] >= count)
      throw new Error(`Indices must name images in [0, ${count}); got ${indices[at]} at place ${at}.`);
}

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
