/** Which row of an image tensor each convolution tap reads: the constant indices of the column form. */
import type { ConvolutionGeometry, Shape } from "../expression.ts";

/** Taps of the kernel, as positions u kw + v, and the row each output row reads at each of them. */
export interface Columns {
  readonly taps: readonly number[];
  /** (rows, taps.length): row numbers of the source, `sourceRows` standing for a row of zeros. */
  readonly index: Int32Array;
  readonly rows: number;
  readonly sourceRows: number;
  readonly usesZeros: boolean;
}

/** For y = conv2d(x): row (n, i, j) reads x[n, i sh + u dh - top, j sw + v dw - left] at tap (u, v). */
export function forwardColumns(
  x: Shape,
  y: Shape,
  window: readonly [number, number],
  geometry: ConvolutionGeometry,
): Columns {
  const { strides, padding, dilations } = geometry;
  return columnsOf(x, allRows(y), allTaps(window), window, (at, tap, axis) => {
    return at * strides[axis] + tap * dilations[axis] - padding[axis];
  });
}

/** One phase of an input gradient: the input rows whose coordinates are (a, b) modulo the strides. */
export interface Phase {
  readonly columns: Columns;
  /** Where the phase's rows stand in dx. */
  readonly target: Int32Array;
}

/**
 * For dx: row (n, h, w) reads dy[n, (h + top - u dh) / sh, (w + left - v dw) / sw] at the taps where the division
 * is exact. Which taps those are depends on (h, w) modulo the strides only: one phase each, so no product is wasted.
 */
export function inputGradientPhases(
  x: Shape,
  y: Shape,
  window: readonly [number, number],
  geometry: ConvolutionGeometry,
): Phase[] {
  const { strides, padding, dilations } = geometry;
  const phases: Phase[] = [];
  for (let a = 0; a < Math.min(strides[0], x[1]); a++) {
    for (let b = 0; b < Math.min(strides[1], x[2]); b++) {
      const rows = allRows(x).filter(([, h, w]) => h % strides[0] === a && w % strides[1] === b);
      const offset = [a, b];
      const fits = (tap: number, axis: number): boolean =>
        (offset[axis] + padding[axis] - tap * dilations[axis]) % strides[axis] === 0;
      const taps = allTaps(window).filter(
        (tap) => fits(Math.floor(tap / window[1]), 0) && fits(tap % window[1], 1),
      );
      const columns = columnsOf(y, rows, taps, window, (at, tap, axis) => {
        return (at + padding[axis] - tap * dilations[axis]) / strides[axis];
      });
      phases.push({ columns, target: Int32Array.from(rows, ([n, h, w]) => (n * x[1] + h) * x[2] + w) });
    }
  }
  return phases;
}

function columnsOf(
  source: Shape,
  rows: readonly (readonly [number, number, number])[],
  taps: readonly number[],
  window: readonly [number, number],
  position: (at: number, tap: number, axis: 0 | 1) => number,
): Columns {
  const [batch, height, width] = source;
  const sourceRows = batch * height * width;
  const index = new Int32Array(rows.length * taps.length);
  let usesZeros = false;
  rows.forEach(([n, i, j], row) => {
    taps.forEach((tap, column) => {
      const h = position(i, Math.floor(tap / window[1]), 0);
      const w = position(j, tap % window[1], 1);
      const inside = h >= 0 && h < height && w >= 0 && w < width;
      if (!inside) usesZeros = true;
      index[row * taps.length + column] = inside ? (n * height + h) * width + w : sourceRows;
    });
  });
  return { taps, index, rows: rows.length, sourceRows, usesZeros };
}

function allRows([batch, height, width]: Shape): [number, number, number][] {
  const rows: [number, number, number][] = [];
  for (let n = 0; n < batch; n++)
    for (let h = 0; h < height; h++) for (let w = 0; w < width; w++) rows.push([n, h, w]);
  return rows;
}

function allTaps(window: readonly [number, number]): number[] {
  return Array.from({ length: window[0] * window[1] }, (_, tap) => tap);
}
