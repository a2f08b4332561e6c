/** Boxes and heat maps of the small problems that every strategy can be asked to solve. */

import { matrix } from "../array/matrix.ts";
import { generator, type Generator } from "../random/generator.ts";
import { split } from "../random/key.ts";
import type { Key, Matrix } from "../contracts.ts";
import type { Detections, HeatMaps, PointPasses, Signals } from "../strategies/contract.ts";

const CLASSES = 3; // beside the background
const SIDE = 64; // pixels
const COLUMNS = 5;
const LEVELS = 3;
const PASSES = 3;
const JOINTS = 2;
const MAP = 6; // rows and columns

/** What a detector says. */
export type DetectorSignals = Required<
  Pick<Signals, "detections" | "boxEmbeddings" | "flippedDetections" | "noisyDetections" | "detectionPasses">
>;

/** What a pose network says. */
export type PoseSignals = Required<Pick<Signals, "heatMaps" | "flippedHeatMaps" | "pointPasses">>;

/** One box: its corners, its probabilities, its features. */
interface Box {
  readonly corners: number[];
  readonly probabilities: number[];
  readonly features: number[];
}

/**
 * None to four boxes an item; mirrored, under noise and in passes they move, change and sometimes vanish.
 *
 * @param twins twins[i] is the item whose boxes item i has too
 * @param isEmpty says which items have no box
 */
export function detectorSignals(
  twins: Int32Array,
  isEmpty: (item: number) => boolean,
  key: Key,
): DetectorSignals {
  const boxes = Array.from(twins, (twin) => {
    const draw = generator(split(key, "boxes", twin));
    const count = isEmpty(twin) || twin % 4 === 3 ? 0 : 1 + draw.integer(4);
    return Array.from({ length: count }, () => drawnBox(draw));
  });
  const changed = (name: string): Detections =>
    detectionsOf(
      boxes.map((list, i) => {
        const draw = generator(split(key, name, twins[i]));
        return list.filter(() => draw.uniform() < 0.85).map((box) => moved(box, draw));
      }),
    );
  const features = boxes.flat().map((box) => box.features);
  return {
    detections: detectionsOf(boxes),
    boxEmbeddings: matrix(features.length, COLUMNS, Float32Array.from(features.flat())),
    flippedDetections: changed("flipped"),
    noisyDetections: Array.from({ length: LEVELS }, (_, level) => changed(`noise ${level}`)),
    detectionPasses: Array.from({ length: PASSES }, (_, pass) => changed(`pass ${pass}`)),
  };
}

/** Maps of noise around zero with a bump a joint, all zero where an item is empty. */
export function poseSignals(twins: Int32Array, isEmpty: (item: number) => boolean, key: Key): PoseSignals {
  const rows = twins.length;
  const map = JOINTS * MAP * MAP;
  const maps = (name: string): HeatMaps => {
    const data = new Float32Array(rows * map);
    twins.forEach((twin, i) => {
      if (isEmpty(twin)) return;
      const draw = generator(split(key, name, twin));
      for (let j = i * map; j < (i + 1) * map; j += 1) data[j] = 0.1 * draw.normal();
      for (let joint = 0; joint < JOINTS; joint += 1)
        data[i * map + joint * MAP * MAP + draw.integer(MAP * MAP)] += draw.uniform();
    });
    return { rows, joints: JOINTS, height: MAP, width: MAP, data };
  };
  return {
    heatMaps: maps("maps"),
    flippedHeatMaps: maps("flipped maps"),
    pointPasses: pointPasses(twins, isEmpty, key),
  };
}

function pointPasses(twins: Int32Array, isEmpty: (item: number) => boolean, key: Key): PointPasses {
  const rows = twins.length;
  const data = new Float32Array(PASSES * rows * JOINTS * 2);
  for (let pass = 0; pass < PASSES; pass += 1) {
    twins.forEach((twin, i) => {
      const draw = generator(split(key, "points", pass, twin));
      for (let j = 0; j < 2 * JOINTS; j += 1)
        data[(pass * rows + i) * 2 * JOINTS + j] = isEmpty(twin) ? 0 : SIDE * draw.uniform();
    });
  }
  return { members: PASSES, rows, joints: JOINTS, data };
}

function drawnBox(draw: Generator): Box {
  const [x, y] = [draw.uniform() * 40, draw.uniform() * 40];
  return {
    corners: [x, y, x + 4 + draw.uniform() * 20, y + 4 + draw.uniform() * 20],
    probabilities: distribution(Array.from({ length: CLASSES + 1 }, () => draw.uniform() + 0.01)),
    features: Array.from({ length: COLUMNS }, () => draw.normal()),
  };
}

function moved({ corners, probabilities, features }: Box, draw: Generator): Box {
  const [dx, dy] = [6 * draw.uniform() - 3, 6 * draw.uniform() - 3];
  return {
    corners: corners.map((x, i) => x + (i % 2 === 0 ? dx : dy)),
    probabilities: distribution(probabilities.map((p) => p + 0.2 * draw.uniform())),
    features,
  };
}

function distribution(weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

function detectionsOf(items: readonly (readonly Box[])[]): Detections {
  const starts = new Int32Array(items.length + 1);
  items.forEach((boxes, i) => (starts[i + 1] = starts[i] + boxes.length));
  const all = items.flat();
  const probabilities: Matrix = matrix(all.length, CLASSES + 1);
  const corners = new Float32Array(4 * all.length);
  all.forEach((box, at) => {
    probabilities.data.set(box.probabilities, at * (CLASSES + 1));
    corners.set(box.corners, 4 * at);
  });
  return { starts, corners, probabilities };
}
