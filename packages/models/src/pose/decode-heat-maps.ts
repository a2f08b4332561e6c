/** Reads joints off heat maps. */
import type { FoundPoses, HeatMaps } from "@querent/core";

/** Pixels of the map that a joint is moved towards the higher neighbour. */
const OFFSET = 0.25;

/**
 * The joints of one item, in pixels of what the network saw. Each lies at the centre of its map's highest pixel (the
 * first in row-major order if there are several), moved along each axis by a quarter of a map pixel towards the higher
 * of the two neighbours, if both are on the map and differ (Newell, Yang and Deng 2016, arXiv 1603.06937, section 3.3).
 * A joint's score is the highest value; the pose's is the mean over joints.
 *
 * @param stride pixels of the image for each of the maps
 */
export function decodeHeatMaps(maps: HeatMaps, item: number, stride: number): FoundPoses {
  const { joints, height, width, data } = maps;
  const points = new Float64Array(2 * joints);
  const jointScores = new Float64Array(joints);
  let sum = 0;
  for (let joint = 0; joint < joints; joint++) {
    const first = (item * joints + joint) * height * width;
    let best = first;
    for (let at = first + 1; at < first + height * width; at++) if (data[at] > data[best]) best = at;
    const [row, column] = [Math.floor((best - first) / width), (best - first) % width];
    points[2 * joint] = stride * (column + 0.5 + towards(data, best, 1, column, width));
    points[2 * joint + 1] = stride * (row + 0.5 + towards(data, best, width, row, height));
    jointScores[joint] = data[best];
    sum += data[best];
  }
  return { count: 1, points, jointScores, scores: Float64Array.of(sum / joints) };
}

function towards(data: Float32Array, best: number, step: number, place: number, side: number): number {
  if (place === 0 || place === side - 1) return 0;
  return OFFSET * Math.sign(data[best + step] - data[best - step]);
}
