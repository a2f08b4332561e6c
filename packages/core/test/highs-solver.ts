/** HiGHS on the calling thread, for tests. */

import loadHighs from "highs";
import type { MixedIntegerProgram, Solution, Solver } from "../src/kernels/contract.ts";

/** A solver that writes the program in the LP format and has HiGHS read it. */
export async function highsSolver(): Promise<Solver> {
  const highs = await loadHighs();
  return {
    async solve(program, options = {}): Promise<Solution> {
      const found = highs.solve(lpFormat(program), {
        output_flag: false,
        time_limit: options.seconds ?? Infinity,
      });
      if (found.Status === "Infeasible") return { status: "infeasible" };
      if (found.Status !== "Optimal") return { status: "unknown" };
      const columns = found.Columns as Record<string, { Primal: number }>;
      const x = Float64Array.from(program.cost, (_, j) => columns[`x${j}`]?.Primal ?? program.lower[j]);
      return { status: "optimal", x, bound: found.ObjectiveValue };
    },
  };
}

function lpFormat({ cost, lower, upper, integer, rows }: MixedIntegerProgram): string {
  const term = (value: number, j: number): string => `${value < 0 ? "-" : "+"} ${Math.abs(value)} x${j}`;
  const lines = ["Minimize", ` obj: ${Array.from(cost, term).join(" ")}`, "Subject To"];
  for (const row of rows) {
    const sum = Array.from(row.columns, (j, i) => term(row.values[i], j)).join(" ");
    if (row.lower === row.upper) lines.push(` ${sum} = ${row.lower}`);
    else {
      if (row.lower > -Infinity) lines.push(` ${sum} >= ${row.lower}`);
      if (row.upper < Infinity) lines.push(` ${sum} <= ${row.upper}`);
    }
  }
  lines.push("Bounds", ...Array.from(cost, (_, j) => ` ${lower[j]} <= x${j} <= ${upper[j]}`));
  lines.push(
    "General",
    ` ${Array.from(integer.keys(), (j) => (integer[j] ? `x${j}` : "")).join(" ")}`,
    "End",
  );
  return lines.join("\n");
}
