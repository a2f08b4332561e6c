/** Refuses images and poses that a pose network cannot work on. */
import type { PixelSet, TruePoses } from "@querent/core";
import type { PoseNetworkSize } from "./networks/pose-network.ts";

/** @throws when the images are smaller than what the network looks at, or an index is not one of them */
export function checkCrops(size: PoseNetworkSize, images: PixelSet, indices: Int32Array): void {
  const { count, height, width, channels, data } = images;
  if (height < size.height || width < size.width || channels !== size.channels)
    throw new Error(
      `Images must be at least ${size.height} x ${size.width} pixels of ${size.channels} channels, as the pose network was made; got ${height} x ${width} x ${channels}. Store larger crops, or make the network for smaller ones.`,
    );
  if (data.length !== count * height * width * channels)
    throw new Error(
      `${count} images of ${height} x ${width} x ${channels} must have ${count * height * width * channels} bytes; got ${data.length}.`,
    );
  for (let at = 0; at < indices.length; at++)
    if (indices[at] < 0 || indices[at] >= count)
      throw new Error(`Indices must name images in [0, ${count}); got ${indices[at]} at place ${at}.`);
}

/** @throws when a named item has not one pose of the skeleton's joints, a point is not finite, or no joint is annotated */
export function checkPoses(
  joints: number,
  images: PixelSet,
  truth: readonly TruePoses[],
  indices: Int32Array,
): void {
  if (truth.length !== images.count)
    throw new Error(
      `There must be one list of poses an image; got ${truth.length} for ${images.count} images.`,
    );
  for (const item of indices) checkPose(joints, truth[item], item);
}

function checkPose(joints: number, { count, points, visibility }: TruePoses, item: number): void {
  if (count !== 1)
    throw new Error(
      `A pose network is trained on one pose an image; got ${count} in image ${item}. Cut out one person an image.`,
    );
  if (points.length !== 2 * joints || visibility.length !== joints)
    throw new Error(
      `Poses must have the ${joints} joints of the skeleton; got ${points.length / 2} points and ${visibility.length} visibilities in image ${item}.`,
    );
  let annotated = 0;
  for (let joint = 0; joint < joints; joint++) {
    if (visibility[joint] > 2)
      throw new Error(
        `Visibility must be 0, 1 or 2; got ${visibility[joint]} for joint ${joint} of image ${item}.`,
      );
    if (visibility[joint] === 0) continue;
    annotated++;
    const [x, y] = points.subarray(2 * joint, 2 * joint + 2);
    if (!Number.isFinite(x) || !Number.isFinite(y))
      throw new Error(
        `The points of annotated joints must be finite; got (${x}, ${y}) for joint ${joint} of image ${item}.`,
      );
  }
  if (annotated === 0)
    throw new Error(
      `At least one joint of an image must be annotated; image ${item} has none. Leave it out.`,
    );
}
