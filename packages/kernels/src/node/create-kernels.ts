/** The kernels of Node: WebAssembly SIMD on a pool of threads. */

import type { Kernels, Matrix } from "@querent/core";
import { FEW_OTHERS, kernelsOn } from "../kernels-on.ts";
import { localRunner } from "../local.ts";
import { createPool } from "./pool.ts";
import { isShared, sharedListOf, sharedMatrixOf, sharedMatrix } from "./shared.ts";

/** A scan of shared points needs no preparation: threads gain from so many times less work. */
const SCANS_GAIN = 20;

/** Under so many multiply-adds starting threads costs more than it gains. */
const SMALL_WORK = 5e7;

/**
 * Kernels that give what `plainKernels` give, to the last bit, on `threads` threads. Points in shared memory
 * (`sharedMatrix`) are read where they are; of others a shared copy is made for the time of the call.
 *
 * @param threads how many threads work at once
 * @param smallWork problems of fewer multiply-adds than this are done on the calling thread, in steps
 */
export async function createKernels({
  threads,
  smallWork = SMALL_WORK,
}: {
  readonly threads: number;
  readonly smallWork?: number;
}): Promise<Kernels & { release(): Promise<void> }> {
  if (!Number.isInteger(threads) || threads < 1)
    throw new RangeError(
      `threads must be a positive integer; got ${threads}. Give the number of cores to use.`,
    );
  const pool = createPool(threads);
  const here = kernelsOn(localRunner());
  const onThreads = kernelsOn({
    threads,
    run: pool.run,
    matrix: sharedMatrixOf,
    list: sharedListOf,
    bytes: (length) => new SharedArrayBuffer(length),
  });

  const kernelsFor = (rows: number, others: number, cols: number): Kernels =>
    rows * others * cols < smallWork ? here : onThreads;
  // With few others, copying points for the threads takes longer than measuring them here.
  const scanKernelsFor = ({ data, cols }: Matrix, rows: Int32Array, others: Matrix): Kernels =>
    !isShared(data) && others.rows <= FEW_OTHERS && smallWork > 0
      ? here
      : kernelsFor(SCANS_GAIN * rows.length, others.rows, cols);

  return {
    matrix: sharedMatrix,
    farthestFirst: (points, candidates, centres, count, step) =>
      kernelsFor(candidates.length, centres.length + count, points.cols).farthestFirst(
        points,
        candidates,
        centres,
        count,
        step,
      ),
    neighbours: (points, rows, among, k, step) =>
      kernelsFor(rows.length, among.length, points.cols).neighbours(points, rows, among, k, step),
    within: (points, rows, among, squaredRadius, step) =>
      kernelsFor(rows.length, among.length, points.cols).within(points, rows, among, squaredRadius, step),
    nearest: (points, rows, centres, step) =>
      kernelsFor(rows.length, centres.rows, points.cols).nearest(points, rows, centres, step),
    nearestTwo: (points, rows, centres, step) =>
      kernelsFor(rows.length, centres.rows, points.cols).nearestTwo(points, rows, centres, step),
    distances: (points, rows, others, step) =>
      scanKernelsFor(points, rows, others).distances(points, rows, others, step),
    products: (points, rows, others, step) =>
      scanKernelsFor(points, rows, others).products(points, rows, others, step),
    release: () => pool.release(),
  };
}
