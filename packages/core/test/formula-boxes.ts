/** Boxes and heat maps whose numbers come from a formula, so that every language makes the same: for golden numbers. */

import { matrix } from "../src/array/matrix.ts";
import type { Matrix } from "../src/contracts.ts";
import type { Detections, HeatMaps, PointPasses } from "../src/strategies/contract.ts";

const CLASSES = 3; // beside the background
const ITEMS = 40;
export const MAPS = { rows: ITEMS, joints: 3, height: 16, width: 14 };

/**
 * None to five boxes in each of 40 items, corners in halves, probabilities divided once. With another `variant` than 0
 * boxes move by up to two pixels, probabilities change and one box in seven is gone.
 */
export function formulaDetections(variant = 0): Detections {
  const starts = new Int32Array(ITEMS + 1);
  const corners: number[] = [];
  const rows: number[][] = [];
  for (let i = 0; i < ITEMS; i += 1) {
    for (const k of boxesOf(i, variant)) {
      const moveX = variant === 0 ? 0 : (((i * variant + 3 * k + 5 * variant) % 9) - 4) / 2;
      const moveY = variant === 0 ? 0 : (((2 * i + k * variant + variant) % 7) - 3) / 2;
      const x = ((17 * i * i + 29 * k * k + 7 * i * k) % 97) / 2 + moveX;
      const y = ((31 * i + 13 * k * k + i * k) % 89) / 2 + moveY;
      const [w, h] = [8 + ((5 * i * i + 3 * k) % 41) / 2, 8 + ((5 * i + 11 * k) % 37) / 2];
      corners.push(x, y, x + w, y + h);
      rows.push(distribution(i, k, variant));
    }
    starts[i + 1] = rows.length;
  }
  return {
    starts,
    corners: Float32Array.from(corners),
    probabilities: matrix(rows.length, CLASSES + 1, Float32Array.from(rows.flat())),
  };
}

/** Features of the boxes of `formulaDetections()`. */
export function formulaFeatures(dimensions: number): Matrix {
  const values: number[] = [];
  for (let i = 0; i < ITEMS; i += 1)
    for (const k of boxesOf(i, 0))
      for (let j = 0; j < dimensions; j += 1)
        values.push(
          (((i * i * 37 + j * j * j * 101 + i * j * 13 + k * k * 19 + k * j * 7) % 997) - 300) / 997,
        );
  return matrix(values.length / dimensions, dimensions, Float32Array.from(values));
}

/** A hump of 1 / (1 + d^2) a joint, a second one in two items of three, noise below a third, a few maps below zero. */
export function formulaHeatMaps(variant = 0): HeatMaps {
  const { rows, joints, height, width } = MAPS;
  const data = new Float32Array(rows * joints * height * width);
  let at = 0;
  for (let i = 0; i < rows; i += 1)
    for (let joint = 0; joint < joints; joint += 1)
      for (let y = 0; y < height; y += 1)
        for (let x = 0; x < width; x += 1) {
          const noise = (i * i * 37 + joint * 53 + y * y * 29 + x * x * 31 + x * y * 17 + i * x * 7) % 199;
          const first = hump(x - ((5 * i + 2 * joint + variant) % width), y - ((3 * i + 5 * joint) % height));
          const second = hump(x - ((9 * i + joint) % width), y - ((7 * i + joint + 4 * variant) % height));
          const value = noise / 597 + first + (i % 3 === 0 ? 0 : ((i % 5) / 5) * second);
          data[at++] = i % 11 === 10 && joint === 1 ? -value : value;
        }
  return { ...MAPS, data };
}

/** Points that several passes give, in thirds of a pixel. */
export function formulaPoints(): PointPasses {
  const [members, { rows, joints }] = [7, MAPS];
  const data = new Float32Array(members * rows * joints * 2);
  let at = 0;
  for (let m = 0; m < members; m += 1)
    for (let i = 0; i < rows; i += 1)
      for (let joint = 0; joint < joints; joint += 1)
        for (let axis = 0; axis < 2; axis += 1)
          data[at++] = ((i * i * 37 + joint * 53 + (i % 6) * m * m * 29 + m * i * 7 + axis * 31) % 199) / 3;
  return { members, rows, joints, data };
}

function boxesOf(i: number, variant: number): number[] {
  const count = i % 9 === 0 ? 0 : 1 + ((7 * i + 3) % 5);
  const all = Array.from({ length: count }, (_, k) => k);
  return variant === 0 ? all : all.filter((k) => (i + 3 * k + 2 * variant) % 7 !== 0);
}

function distribution(i: number, k: number, variant: number): number[] {
  const weights = Array.from({ length: CLASSES + 1 }, (_, c) => {
    const own = 17 * i * i + 29 * c * c + 7 * i * c + 11 * k * k + 5 * k * c;
    return 1 + ((own + variant * (11 * i + 13 * c) + 3 * variant * variant) % 101);
  });
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

function hump(dx: number, dy: number): number {
  return 1 / (1 + dx * dx + dy * dy);
}
