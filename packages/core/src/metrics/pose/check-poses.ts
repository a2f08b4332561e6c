/** Refuses poses that cannot be held against each other. */

import type { FoundPoses, TruePoses } from "../../annotations.ts";

/**
 * @param joints of every pose
 * @throws when the lists differ in length, an array has another length than its poses ask for, a found point or a score
 * is not finite, a point that was annotated is not finite, or an area is negative
 */
export function checkPoses(truths: readonly TruePoses[], found: readonly FoundPoses[], joints: number): void {
  if (truths.length !== found.length)
    throw new RangeError(
      `There must be found poses, maybe none, for each image with true ones; got ${found.length} for ${truths.length} images.`,
    );
  for (let i = 0; i < truths.length; i += 1) {
    checkShape(truths[i], "True", i, joints);
    checkShape(found[i], "Found", i, joints);
    const { points, visibility, areas } = truths[i];
    visibility.forEach((seen, j) => {
      if (seen > 0) checkPoint(points, j, `Joint ${j % joints} of true pose ${Math.floor(j / joints)}`, i);
    });
    areas.forEach((area, g) => {
      if (!(area >= 0 && area < Infinity))
        throw new RangeError(
          `True pose ${g} of image ${i} must have a finite area of at least 0; got ${area}.`,
        );
    });
    for (let j = 0; j < found[i].count * joints; j += 1)
      checkPoint(found[i].points, j, `Joint ${j % joints} of found pose ${Math.floor(j / joints)}`, i);
    found[i].scores.forEach((score, d) => {
      if (!Number.isFinite(score))
        throw new RangeError(`Found pose ${d} of image ${i} must have a finite score; got ${score}.`);
    });
  }
}

function checkShape(
  { count, points }: TruePoses | FoundPoses,
  what: string,
  image: number,
  joints: number,
): void {
  if (points.length !== 2 * joints * count)
    throw new RangeError(
      `${what} poses of image ${image} must have 2 coordinates for each of ${joints} joints of ${count} poses; got ${points.length}.`,
    );
}

function checkPoint(points: Float64Array, j: number, what: string, image: number): void {
  const [x, y] = points.subarray(2 * j, 2 * j + 2);
  if (!Number.isFinite(x) || !Number.isFinite(y))
    throw new RangeError(`${what} of image ${image} must be at a finite place; got ${x}, ${y}.`);
}
