/** Solves one mixed-integer program with HiGHS on the calling thread. */

import type { MixedIntegerProgram, Solution } from "@querent/core";
import type { Highs, Model, ModelData } from "highs";

/**
 * Minimises cost x subject to lower <= A x <= upper and the bounds of x. "optimal" is proven to an absolute gap of 1e-6
 * (HiGHS's own relative gap of 1e-4 is set to 0); whole variables come back as whole numbers.
 *
 * @param seconds time limit of the search; Infinity for none
 * @param start values of all variables, offered as the first solution; one that is not feasible is ignored by HiGHS
 * @throws when the program has no finite optimum, or HiGHS refuses its arrays
 */
export function solveProgram(
  highs: Highs,
  program: MixedIntegerProgram,
  seconds: number,
  start?: Float64Array,
): Solution {
  return highs.withModel(dataOf(program), (model) => {
    model.options.set({ output_flag: false, mip_rel_gap: 0 });
    if (seconds !== Infinity) model.options.set("time_limit", seconds);
    if (start !== undefined) model.setSolution({ colValue: start });
    model.run();
    if (model.getModelStatus() === highs.constants.modelStatus.unboundedOrInfeasible) {
      model.options.set({ presolve: "off" }); // presolve alone could not tell the two apart
      model.run();
    }
    return solutionOf(highs, model, program);
  });
}

/** The program in HiGHS's arrays, its matrix in rows. */
function dataOf({ cost, lower, upper, integer, rows }: MixedIntegerProgram): ModelData {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    starts[r + 1] = starts[r] + row.columns.length;
  });
  const indices = new Int32Array(starts[rows.length]);
  const values = new Float64Array(starts[rows.length]);
  rows.forEach((row, r) => {
    indices.set(row.columns, starts[r]);
    values.set(row.values, starts[r]);
  });
  const size = { numRows: rows.length, numCols: cost.length };
  return {
    ...size,
    colCost: cost,
    colLower: lower,
    colUpper: upper,
    rowLower: rows.map((row) => row.lower),
    rowUpper: rows.map((row) => row.upper),
    matrix: { format: "csr", ...size, starts, indices, values },
    integrality: Int32Array.from(integer),
  };
}

function solutionOf({ constants }: Highs, model: Model, program: MixedIntegerProgram): Solution {
  const { modelStatus, solutionStatus } = constants;
  const status = model.getModelStatus();
  switch (status) {
    case modelStatus.optimal:
    case modelStatus.empty:
      return { status: "optimal", x: values(model, program), bound: boundOf(model, program) };
    case modelStatus.infeasible:
      return { status: "infeasible" };
    case modelStatus.timeLimit:
    case modelStatus.iterationLimit:
    case modelStatus.unknown: {
      const found = model.info.get("primal_solution_status") === solutionStatus.feasible;
      const bound = boundOf(model, program);
      const known = Number.isFinite(bound) ? { bound } : {};
      return found
        ? { status: "feasible", x: values(model, program), ...known }
        : { status: "unknown", ...known };
    }
    case modelStatus.unbounded:
    case modelStatus.unboundedOrInfeasible:
      throw new Error(
        "The program must have a finite optimum; its cost falls without end. Bound its variables, or give costs that are not negative.",
      );
    default:
      throw new Error(`internal: HiGHS ended with model status ${status}.`);
  }
}

function values(model: Model, { integer }: MixedIntegerProgram): Float64Array {
  const x = Float64Array.from(model.getSolution().colValue);
  return x.map((value, j) => (integer[j] === 1 ? Math.round(value) : value));
}

/** The proven lower bound: the tree's for whole variables, the optimum itself for a linear program. */
function boundOf(model: Model, { integer }: MixedIntegerProgram): number {
  return integer.includes(1) ? Number(model.info.get("mip_dual_bound")) : model.getObjectiveValue();
}
