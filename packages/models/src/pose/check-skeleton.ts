/** Refuses skeletons that cannot be mirrored. */
import type { Skeleton } from "@querent/core";

/** @throws when there are no joints, bones name none of them, or mirroring twice does not lead back */
export function checkSkeleton({ joints, bones, mirrored }: Skeleton): void {
  const isJoint = (joint: number): boolean => Number.isInteger(joint) && joint >= 0 && joint < joints.length;
  if (joints.length === 0) throw new Error("A skeleton must have at least one joint; got none.");
  if (!bones.flat().every(isJoint))
    throw new Error(
      `Bones must join two of the ${joints.length} joints, counted from 0; got [${bones.join("], [")}].`,
    );
  if (mirrored.length !== joints.length || !mirrored.every((other, at) => mirrored[other] === at))
    throw new Error(
      `mirrored must name for each of ${joints.length} joints its other side, and that one's the joint again; got [${mirrored}].`,
    );
}
