/** The question "can so many centres cover all but a few items within a radius?" as a mixed-integer program. */

import type { MixedIntegerProgram } from "../kernels/contract.ts";

/** Items that may be centres, how far they lie from each other, and what is asked. */
export interface CoverProblem {
  readonly items: number;
  readonly squared: Float64Array; // (items, items), squared distances
  readonly weights: Float64Array; // (items), how many items of the pool each stands for
  readonly toFixed: Float64Array; // (items), squared distance to the nearest centre that is there already; Infinity
  readonly centres: number; // how many to choose
  readonly outliers: number; // the most weight that may stay uncovered
}

/**
 * find u in {0, 1}^n, z in [0, 1]^n with sum_j u_j = b, sum_i w_i z_i <= Xi, and for every item i that no fixed centre
 * covers: z_i + sum_{j: D_ij <= delta} u_j >= 1. The first n variables are u; z follows for those items that are light
 * enough to be an outlier. The cost is zero: any solution will do.
 *
 * The program of Sener and Savarese (2018, equation 6) has n^2 more variables: w_ij assigns item i to centre j and
 * xi_ij = w_ij where D_ij > delta. Given u, the least sum of xi is the number of items without a centre within delta, so
 * both have the same solutions u, and the relaxations are equally tight.
 */
export function coverProgram(problem: CoverProblem, squaredRadius: number): MixedIntegerProgram {
  const { items, squared, weights, toFixed, centres, outliers } = problem;
  const open = Int32Array.from(toFixed.keys()).filter((i) => toFixed[i] > squaredRadius && weights[i] > 0);
  const spared = open.filter((i) => weights[i] <= outliers);
  const slack = new Int32Array(items).fill(-1);
  spared.forEach((i, s) => (slack[i] = items + s));

  const near = new Int32Array(items + 1);
  const cover = Array.from(open, (i) => {
    let size = 0;
    for (let j = 0; j < items; j += 1) if (squared[i * items + j] <= squaredRadius) near[size++] = j;
    if (slack[i] >= 0) near[size++] = slack[i];
    return { ...ones(near.slice(0, size)), lower: 1, upper: Infinity };
  });
  const count = { ...ones(Int32Array.from({ length: items }, (_, j) => j)), lower: centres, upper: centres };
  const few = {
    columns: Int32Array.from(spared.keys(), (s) => items + s),
    values: Float64Array.from(spared, (i) => weights[i]),
    lower: -Infinity,
    upper: outliers,
  };
  const variables = items + spared.length;
  return {
    cost: new Float64Array(variables),
    lower: new Float64Array(variables),
    upper: new Float64Array(variables).fill(1),
    integer: new Uint8Array(variables).fill(1, 0, items),
    rows: spared.length > 0 ? [count, few, ...cover] : [count, ...cover],
  };
}

function ones(columns: Int32Array): { columns: Int32Array; values: Float64Array } {
  return { columns, values: new Float64Array(columns.length).fill(1) };
}
