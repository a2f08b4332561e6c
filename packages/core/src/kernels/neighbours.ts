/** Exact nearest neighbours by measuring every pair, in plain TypeScript. */

import type { Matrix } from "../contracts.ts";
import type { Neighbours, Step } from "./contract.ts";

const PRODUCTS_A_STEP = 2e7; // some tens of milliseconds between two steps
const STRIDE = 32;

/** As `Kernels.neighbours` says; a pair is given up as soon as its sum has passed the farthest neighbour kept. */
export async function neighbours(
  points: Matrix,
  rows: Int32Array,
  among: Int32Array,
  k: number,
  step: Step,
): Promise<Neighbours> {
  const own = new Set(among);
  const isAmong = rows.some((row) => own.has(row));
  const count = Math.max(0, Math.min(k, isAmong ? among.length - 1 : among.length));
  const out = {
    count,
    rows: new Int32Array(rows.length * count),
    squared: new Float64Array(rows.length * count).fill(Infinity),
  };
  if (count === 0) return out;
  const piece = Math.max(1, Math.floor(PRODUCTS_A_STEP / Math.max(1, among.length * points.cols)));
  for (let start = 0; start < rows.length; start += piece) {
    await step(start / rows.length);
    const end = Math.min(rows.length, start + piece);
    for (let i = start; i < end; i += 1) {
      for (const other of among) if (other !== rows[i]) offer(points, rows[i], other, i * count, out);
    }
  }
  await step(1);
  return out;
}

/** Puts `other` in its place among the neighbours kept from `start` on, if it is nearer than the last of them. */
function offer(
  { cols, data }: Matrix,
  row: number,
  other: number,
  start: number,
  { count, rows, squared }: Neighbours,
): void {
  const last = start + count - 1;
  let sum = 0;
  for (let from = 0; from < cols; from += STRIDE) {
    const end = Math.min(cols, from + STRIDE);
    for (let j = from; j < end; j += 1) {
      const difference = data[row * cols + j] - data[other * cols + j];
      sum += difference * difference;
    }
    if (sum >= squared[last]) return;
  }
  let at = last;
  for (; at > start && squared[at - 1] > sum; at -= 1) {
    squared[at] = squared[at - 1];
    rows[at] = rows[at - 1];
  }
  squared[at] = sum;
  rows[at] = other;
}
