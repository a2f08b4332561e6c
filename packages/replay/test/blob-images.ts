/** Small data sets of boxes and of poses for the tests: bright and dark squares on noise, figures of four dots. */
import { generator, keyFrom, split } from "@querent/core";
import type {
  DetectionDataset,
  DetectionSplit,
  PoseDataset,
  PoseSplit,
  Skeleton,
  TruePoses,
} from "@querent/core";
import { CELL } from "./cell-net.ts";

const noise = 40; // standard deviation
const side = 6 * CELL;

/** Images with none to five squares of two classes, a cell each; some are crowded, one in eight is empty. */
export function blobImages(train = 60, test = 40): DetectionDataset {
  return {
    name: "blobs",
    task: "detection",
    classes: ["bright", "dark"],
    train: boxPart("train", train),
    test: boxPart("test", test),
    skipped: [],
  };
}

function boxPart(name: string, count: number): DetectionSplit {
  const draw = generator(split(keyFrom("blobs"), name));
  const data = new Uint8Array(count * side * side);
  const truth = Array.from({ length: count }, (_, item) => {
    fillNoise(data, item, draw.normal);
    const boxes = [0, 1, 1, 2, 2, 3, 4, 5][draw.integer(8)];
    const cells = [...distinctCells(boxes, draw.integer)];
    const classes = Int32Array.from(cells, () => (draw.integer(4) === 0 ? 1 : 0));
    const corners = Float64Array.from(
      cells.flatMap((cell, b) => {
        const x = (cell % (side / CELL)) * CELL;
        const y = Math.floor(cell / (side / CELL)) * CELL;
        paint(data, item, x, y, classes[b] === 0 ? 170 : 70, draw.normal);
        return [x, y, x + CELL, y + CELL];
      }),
    );
    return {
      count: boxes,
      corners,
      classes,
      areas: new Float64Array(boxes).fill(CELL * CELL),
      ignored: new Uint8Array(boxes),
      crowds: new Uint8Array(boxes),
    };
  });
  return {
    images: { count, height: side, width: side, channels: 1, data },
    truth,
    scale: new Float64Array(2 * count).fill(1),
    ids: truth.map((_, i) => `${name}/${i}.png`),
  };
}

export const dotSkeleton: Skeleton = {
  joints: ["left_shoulder", "right_shoulder", "left_hip", "right_hip"],
  bones: [
    [0, 1],
    [2, 3],
    [0, 2],
    [1, 3],
  ],
  mirrored: Int32Array.of(1, 0, 3, 2),
};

/** Figures of four dots of brightnesses of their own; a third of them lack a left hip. */
export function dotFigures(train = 60, test = 40): PoseDataset {
  return {
    name: "dots",
    task: "pose",
    skeleton: dotSkeleton,
    side,
    train: posePart("train", train),
    test: posePart("test", test),
    skipped: [],
  };
}

function posePart(name: string, count: number): PoseSplit {
  const draw = generator(split(keyFrom("dots"), name));
  const data = new Uint8Array(count * side * side);
  const truth = Array.from({ length: count }, (_, item): TruePoses => {
    fillNoise(data, item, draw.normal);
    const left = draw.integer(3);
    const top = draw.integer(3);
    const cells = [
      [left + 3, top],
      [left, top],
      [left + 3, top + 3],
      [left, top + 3],
    ];
    const visibility = Uint8Array.of(2, 2, draw.integer(3) === 0 ? 0 : 2, 1);
    const points = new Float64Array(8);
    cells.forEach(([x, y], joint) => {
      if (visibility[joint] === 0) return;
      paint(data, item, x * CELL, y * CELL, [215, 25, 180, 60][joint], draw.normal);
      points.set([x * CELL + CELL / 2, y * CELL + CELL / 2], 2 * joint);
    });
    return {
      count: 1,
      points,
      visibility,
      corners: Float64Array.of(left * CELL, top * CELL, (left + 4) * CELL, (top + 4) * CELL),
      areas: Float64Array.of(256),
      ignored: new Uint8Array(1),
      crowds: new Uint8Array(1),
    };
  });
  return {
    images: { count, height: side, width: side, channels: 1, data },
    truth,
    crops: new Float64Array(3 * count).map((_, i) => (i % 3 === 2 ? 1 : 0)),
    ids: truth.map((_, i) => `${name}/${i}.png`),
  };
}

function fillNoise(data: Uint8Array, item: number, normal: () => number): void {
  for (let i = item * side * side; i < (item + 1) * side * side; i += 1)
    data[i] = byte(120 + noise * normal());
}

function paint(
  data: Uint8Array,
  item: number,
  left: number,
  top: number,
  value: number,
  normal: () => number,
): void {
  for (let y = top; y < top + CELL; y += 1)
    for (let x = left; x < left + CELL; x += 1)
      data[(item * side + y) * side + x] = byte(value + noise * normal());
}

function byte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

function distinctCells(count: number, integer: (n: number) => number): Set<number> {
  const cells = new Set<number>();
  while (cells.size < count) cells.add(integer((side / CELL) ** 2));
  return cells;
}
