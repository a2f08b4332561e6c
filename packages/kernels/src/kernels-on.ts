/** The kernels as tasks for whoever runs them: threads, or the calling thread alone. */

import type { Kernels, Matrix, Step } from "@querent/core";
import { joinFarthestFirst } from "./tasks/farthest-first.ts";
import type { JobOf, ResultOf, TaskName } from "./tasks/index.ts";
import { pairsKept } from "./tasks/nearest-of-all.ts";
import { joinWithin } from "./tasks/within.ts";

/** Bytes up to which threads may keep pairs, to multiply each only once. */
const MOST_FOR_PAIRS = 2 ** 29;

/** With so many others or fewer, reading the rows takes longer than measuring them. */
export const FEW_OTHERS = 4;

/** Runs tasks, and makes arrays that all its threads see. */
export interface Runner {
  readonly threads: number;
  /** Does a task; one result for each thread. */
  run<Name extends TaskName>(task: Name, job: JobOf<Name>, step: Step): Promise<ResultOf<Name>[]>;
  /** The matrix itself, or a copy that all threads see. */
  matrix(points: Matrix): Matrix;
  /** The list itself, or a copy that is quick to send. */
  list(rows: Int32Array): Int32Array;
  /** Zeros in memory that all threads see. */
  bytes(length: number): ArrayBuffer | SharedArrayBuffer;
}

/** All kernels; `distances` and `products` give arrays of the runner's own kind, the others ordinary ones. */
export function kernelsOn(runner: Runner): Kernels {
  async function nearestFew(
    job: Pick<JobOf<"nearestFew">, "rows" | "others" | "k" | "exceptSelf">,
    count: number,
    step: Step,
  ): Promise<{ places: Int32Array; squared: Float64Array }> {
    const places = new Int32Array(runner.bytes(4 * count * job.k));
    const squared = new Float64Array(runner.bytes(8 * count * job.k));
    await runner.run("nearestFew", { ...job, places, squared }, step);
    return { places: places.slice(), squared: squared.slice() };
  }

  async function nearestCentres(
    points: Matrix,
    rows: Int32Array,
    centres: Matrix,
    k: number,
    step: Step,
  ): Promise<{ places: Int32Array; squared: Float64Array }> {
    if (centres.rows === 0 || rows.length === 0) {
      await step(1);
      return { places: new Int32Array(rows.length), squared: new Float64Array(rows.length).fill(Infinity) };
    }
    const others = { matrix: runner.matrix(centres) };
    const list = { matrix: runner.matrix(points), list: runner.list(rows) };
    return nearestFew({ rows: list, others, k, exceptSelf: false }, rows.length, step);
  }

  async function nearestOfAll(
    rows: JobOf<"nearestOfAll">["rows"],
    n: number,
    k: number,
    step: Step,
  ): Promise<{ places: Int32Array; squared: Float64Array }> {
    const places = new Int32Array(runner.bytes(4 * n * k));
    const squared = new Float64Array(runner.bytes(8 * n * k));
    const shown = 4 * runner.threads * n * (pairsKept(k) + 1);
    const marks = new Int32Array(runner.bytes(shown));
    const lows = new Float32Array(runner.bytes(shown));
    await runner.run("nearestOfAll", { rows, k, places, squared, marks, lows }, step);
    return { places: places.slice(), squared: squared.slice() };
  }

  async function scan(
    what: "distances" | "products",
    points: Matrix,
    rows: Int32Array,
    others: Matrix,
    step: Step,
  ): Promise<Float64Array> {
    const matrix = runner.matrix(points);
    const job = { what, others: runner.matrix(others) };
    const out = new Float64Array(runner.bytes(8 * others.rows * rows.length));
    if (others.rows > FEW_OTHERS || 2 * rows.length < points.rows) {
      await runner.run("scan", { ...job, rows: { matrix, list: runner.list(rows) }, out }, step);
      return out;
    }
    // Reading scattered rows would take longer than measuring all of them in the order in which they lie.
    const all = new Float64Array(runner.bytes(8 * others.rows * points.rows));
    await runner.run("scan", { ...job, rows: { matrix }, out: all }, step);
    for (let o = 0; o < others.rows; o += 1)
      for (let i = 0; i < rows.length; i += 1) out[o * rows.length + i] = all[o * points.rows + rows[i]];
    return out;
  }

  return {
    matrix: (rows, cols) => ({ rows, cols, data: new Float32Array(runner.bytes(4 * rows * cols)) }),
    async farthestFirst(points, candidates, centres, count, step) {
      const [list, first] = [runner.list(candidates), runner.list(centres)];
      const job = { points: runner.matrix(points), candidates: list, centres: first, count };
      return joinFarthestFirst(await runner.run("farthestFirst", job, step));
    },

    async neighbours(points, rows, among, k, step) {
      const own = new Set(among);
      const isAmong = rows.some((row) => own.has(row));
      const count = Math.max(0, Math.min(k, isAmong ? among.length - 1 : among.length));
      if (count === 0 || rows.length === 0) {
        await step(1);
        return { count, rows: new Int32Array(0), squared: new Float64Array(0) };
      }
      const matrix = runner.matrix(points);
      const others = { matrix, list: runner.list(among) };
      const isSame = isAmong && rows.length === among.length && rows.every((row, i) => row === among[i]);
      const found =
        isSame && 16 * runner.threads * rows.length * pairsKept(count) <= MOST_FOR_PAIRS
          ? await nearestOfAll(others, rows.length, count, step)
          : await nearestFew(
              { rows: { matrix, list: runner.list(rows) }, others, k: count, exceptSelf: isAmong },
              rows.length,
              step,
            );
      const { places, squared } = found;
      return { count, rows: places.map((place) => (place < 0 ? 0 : among[place])), squared };
    },

    nearest: (points, rows, centres, step) => nearestCentres(points, rows, centres, 1, step),

    async nearestTwo(points, rows, centres, step) {
      if (centres.rows < 2) {
        const one = await nearestCentres(points, rows, centres, 1, step);
        return { ...one, second: new Float64Array(rows.length).fill(Infinity) };
      }
      const { places, squared } = await nearestCentres(points, rows, centres, 2, step);
      return {
        places: places.filter((_, at) => at % 2 === 0),
        squared: squared.filter((_, at) => at % 2 === 0),
        second: squared.filter((_, at) => at % 2 === 1),
      };
    },

    async within(points, rows, among, squaredRadius, step) {
      if (among.length === 0) {
        await step(1);
        return { starts: new Float64Array(rows.length + 1), places: new Int32Array(0) };
      }
      const matrix = runner.matrix(points);
      const others = { matrix, list: runner.list(among) };
      const job = { rows: { matrix, list: runner.list(rows) }, others, squaredRadius };
      return joinWithin(rows.length, await runner.run("within", job, step));
    },

    distances: (...scanned) => scan("distances", ...scanned),
    products: (...scanned) => scan("products", ...scanned),
  };
}
