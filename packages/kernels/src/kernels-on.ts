/** The kernels as tasks for whoever runs them: threads, or the calling thread alone. */

import type { Kernels, Matrix, Step } from "@querent/core";
import { joinFarthestFirst } from "./tasks/farthest-first.ts";
import type { JobOf, ResultOf, TaskName } from "./tasks/index.ts";
import { joinWithin } from "./tasks/within.ts";

/** Runs tasks, and makes arrays that all its threads see. */
export interface Runner {
  /** Does a task; one result for each thread. */
  run<Name extends TaskName>(task: Name, job: JobOf<Name>, step: Step): Promise<ResultOf<Name>[]>;
  /** The matrix itself, or a copy that all threads see. */
  matrix(points: Matrix): Matrix;
  /** The list itself, or a copy that is quick to send. */
  list(rows: Int32Array): Int32Array;
  integers(length: number): Int32Array;
  floats(length: number): Float64Array;
}

/** All kernels; `distances` and `products` give arrays of the runner's own kind, the others ordinary ones. */
export function kernelsOn(runner: Runner): Kernels {
  async function nearestFew(
    job: Pick<JobOf<"nearestFew">, "rows" | "others" | "k" | "exceptSelf">,
    count: number,
    step: Step,
  ): Promise<{ places: Int32Array; squared: Float64Array }> {
    const places = runner.integers(count * job.k);
    const squared = runner.floats(count * job.k);
    await runner.run("nearestFew", { ...job, places, squared }, step);
    return { places: places.slice(), squared: squared.slice() };
  }

  async function scan(
    what: "distances" | "products",
    points: Matrix,
    rows: Int32Array,
    others: Matrix,
    step: Step,
  ): Promise<Float64Array> {
    const out = runner.floats(others.rows * rows.length);
    const job = {
      what,
      points: runner.matrix(points),
      rows: runner.list(rows),
      others: runner.matrix(others),
      out,
    };
    await runner.run("scan", job, step);
    return out;
  }

  return {
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
      const job = { rows: { matrix, list: runner.list(rows) }, others, k: count, exceptSelf: isAmong };
      const { places, squared } = await nearestFew(job, rows.length, step);
      return { count, rows: places.map((place) => (place < 0 ? 0 : among[place])), squared };
    },

    async nearest(points, rows, centres, step) {
      if (centres.rows === 0 || rows.length === 0) {
        await step(1);
        return { places: new Int32Array(rows.length), squared: new Float64Array(rows.length).fill(Infinity) };
      }
      const others = { matrix: runner.matrix(centres) };
      const list = { matrix: runner.matrix(points), list: runner.list(rows) };
      return nearestFew({ rows: list, others, k: 1, exceptSelf: false }, rows.length, step);
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
