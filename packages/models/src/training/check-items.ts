/** Refuses images and indices that a model cannot work on. */
import type { PixelSet } from "@querent/core";
import type { LearnerSettings } from "./learner-contract.ts";

type Size = Pick<LearnerSettings, "height" | "width" | "channels">;

/** @throws when the images are of another size than the model's, or an index is not one of them */
export function checkItems(size: Size, images: PixelSet, indices: Int32Array): void {
  const { count, height, width, channels, data } = images;
  if (height !== size.height || width !== size.width || channels !== size.channels)
    throw new Error(
      `Images must be ${size.height} x ${size.width} x ${size.channels}, as the model was made; got ${height} x ${width} x ${channels}.`,
    );
  if (data.length !== count * height * width * channels)
    throw new Error(
      `${count} images of ${height} x ${width} x ${channels} must have ${count * height * width * channels} bytes; got ${data.length}.`,
    );
  for (let at = 0; at < indices.length; at++)
    if (indices[at] < 0 || indices[at] >= count)
      throw new Error(`Indices must name images in [0, ${count}); got ${indices[at]} at place ${at}.`);
}
