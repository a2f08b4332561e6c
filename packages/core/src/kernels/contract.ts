/** What strategies take as arguments because it can be made fast: scans, products and a solver. */

import type { Abort, Matrix } from "../contracts.ts";

/** Awaited between pieces of a kernel's work with the share done, in [0, 1]; when it rejects, the kernel stops. */
export type Step = (share: number) => Promise<void>;

/** For each of some items its nearest ones, nearest first; of equally near ones the earlier in `among` comes first. */
export interface Neighbours {
  readonly count: number; // neighbours an item, min(k, what there is)
  readonly rows: Int32Array; // (items, count), rows of the points
  readonly squared: Float64Array; // (items, count), squared distances
}

/** For each of some items all the rows within a radius, in the order of `among`: those of item i lie from starts[i]. */
export interface Neighbourhoods {
  readonly starts: Float64Array; // (items + 1)
  readonly places: Int32Array; // places in `among`
}

/** The picks of a farthest-first traversal. */
export interface FarthestFirst {
  readonly places: Int32Array; // (count), places in `candidates`, in the order picked
  readonly squared: Float64Array; // (count), squared distance to the nearest centre when it was picked
  readonly nearest: Int32Array; // (count), that centre, a row of the points; -1 when there was none
}

/**
 * The scans and products that selections spend their time in. Every implementation gives the same numbers to the last
 * bit: a squared distance is sum_j (x_j - y_j)^2 and a product sum_j x_j y_j, in float64, added up in the order of j.
 * Of equal values the earlier place in the list given wins, so callers hand over rows in an order of their own choosing.
 */
export interface Kernels {
  /** A matrix of zeros where the kernels read points fastest: shared memory for threads, which then need no copy. */
  matrix(rows: number, cols: number): Matrix;
  /**
   * Takes `count` candidates one after the other, each the one farthest from its nearest centre, and makes it a centre.
   * Without centres the first candidate is taken first; its squared distance is that of the farthest candidate from it.
   */
  farthestFirst(
    points: Matrix,
    candidates: Int32Array,
    centres: Int32Array,
    count: number,
    step: Step,
  ): Promise<FarthestFirst>;
  /** The k nearest of `among` for each of `rows`; an item is not its own neighbour, its twin is. */
  neighbours(points: Matrix, rows: Int32Array, among: Int32Array, k: number, step: Step): Promise<Neighbours>;
  /** All of `among` whose squared distance is at most `squaredRadius`, the item itself included if it is there. */
  within(
    points: Matrix,
    rows: Int32Array,
    among: Int32Array,
    squaredRadius: number,
    step: Step,
  ): Promise<Neighbourhoods>;
  /** The place of the nearest centre of each of `rows`, and its squared distance. */
  nearest(
    points: Matrix,
    rows: Int32Array,
    centres: Matrix,
    step: Step,
  ): Promise<{ readonly places: Int32Array; readonly squared: Float64Array }>;
  /** As `nearest`, and the squared distance of the second nearest centre, Infinity without one. */
  nearestTwo(
    points: Matrix,
    rows: Int32Array,
    centres: Matrix,
    step: Step,
  ): Promise<{
    readonly places: Int32Array;
    readonly squared: Float64Array;
    readonly second: Float64Array;
  }>;
  /** Squared distances of each of `rows` to each of `others`: (others, rows). */
  distances(points: Matrix, rows: Int32Array, others: Matrix, step: Step): Promise<Float64Array>;
  /** Products of each of `rows` with each of `others`: (others, rows). */
  products(points: Matrix, rows: Int32Array, others: Matrix, step: Step): Promise<Float64Array>;
}

/** minimise cost x subject to lower <= A x <= upper, and bounds on x; A is given row by row. */
export interface MixedIntegerProgram {
  readonly cost: Float64Array; // (variables)
  readonly lower: Float64Array; // (variables)
  readonly upper: Float64Array; // (variables)
  readonly integer: Uint8Array; // (variables), 1 where whole
  readonly rows: readonly {
    readonly columns: Int32Array;
    readonly values: Float64Array;
    readonly lower: number; // -Infinity for none
    readonly upper: number; // Infinity for none
  }[];
}

/** What a solver found: whether the program has a solution is proven only by "optimal" and "infeasible". */
export interface Solution {
  readonly status: "optimal" | "infeasible" | "feasible" | "unknown"; // the last two: it ran out of time
  readonly x?: Float64Array;
  readonly bound?: number; // proven lower bound of the optimum
}

export interface Solver {
  /** @param seconds how long it may take; @param start a solution to begin from */
  solve(
    program: MixedIntegerProgram,
    options?: { readonly seconds?: number; readonly start?: Float64Array; readonly abort?: Abort },
  ): Promise<Solution>;
}
