import { afterAll, describe, expect, test } from "vitest";
import fc from "fast-check";
import type { MixedIntegerProgram } from "@querent/core";
import { createSolver } from "./create-solver.ts";

const solver = await createSolver();
afterAll(() => solver.release());

/** Zeros and ones only. */
function binaryProgram(
  cost: number[],
  rows: readonly { values: number[]; lower?: number; upper?: number }[],
): MixedIntegerProgram {
  return {
    cost: Float64Array.from(cost),
    lower: new Float64Array(cost.length),
    upper: new Float64Array(cost.length).fill(1),
    integer: new Uint8Array(cost.length).fill(1),
    rows: rows.map(({ values, lower = -Infinity, upper = Infinity }) => ({
      columns: Int32Array.from(values.keys()),
      values: Float64Array.from(values),
      lower,
      upper,
    })),
  };
}

const allBinary = (length: number): number[][] =>
  Array.from({ length: 2 ** length }, (_, bits) => Array.from({ length }, (_, j) => (bits >> j) & 1));

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, j) => sum + value * b[j], 0);

/** A program that keeps the search busy for long: parity-like equality rows over many binaries. */
function longProgram(): MixedIntegerProgram {
  const size = 50;
  const rows = Array.from({ length: 5 }, (_, r) => {
    const values = Array.from({ length: size }, (_, j) => 1 + ((j * 37 + r * 61 + j * j * 7 * (r + 1)) % 99));
    const half = Math.floor(values.reduce((a, b) => a + b) / 2);
    return { values, lower: half, upper: half };
  });
  return binaryProgram(
    Array.from({ length: size }, (_, j) => 1 + ((j * 29) % 17)),
    rows,
  );
}

describe("the solver", () => {
  test("equals enumeration on small programs", async () => {
    const integer = fc.integer({ min: -5, max: 5 });
    const arbitrary = fc.integer({ min: 1, max: 6 }).chain((n) =>
      fc.record({
        cost: fc.array(integer, { minLength: n, maxLength: n }),
        rows: fc.array(
          fc.record({
            values: fc.array(integer, { minLength: n, maxLength: n }),
            lower: integer,
            width: fc.nat(4),
          }),
          { maxLength: 4 },
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ cost, rows }) => {
        const bounded = rows.map(({ values, lower, width }) => ({ values, lower, upper: lower + width }));
        const best = Math.min(
          ...allBinary(cost.length)
            .filter((x) =>
              bounded.every((row) => dot(row.values, x) >= row.lower && dot(row.values, x) <= row.upper),
            )
            .map((x) => dot(cost, x)),
        );
        const { status, x, bound } = await solver.solve(binaryProgram(cost, bounded));
        if (best === Infinity) expect(status).toBe("infeasible");
        else {
          expect(status).toBe("optimal");
          expect(dot(cost, x as Float64Array)).toBe(best);
          expect(bound).toBeCloseTo(best, 5);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("solves a linear program to a fraction", async () => {
    const program = binaryProgram([-1, -1], [{ values: [2, 1], upper: 2 }]);
    const { status, x } = await solver.solve({ ...program, integer: new Uint8Array(2) });
    expect(status).toBe("optimal");
    expect(x?.[0]).toBeCloseTo(0.5, 9);
    expect(x?.[1]).toBeCloseTo(1, 9);
  });

  test("keeps the solution that it was given when time runs out at once", async () => {
    const rows = Array.from({ length: 60 }, (_, r) => ({
      values: Array.from({ length: 60 }, (_, j) => ((r * 7 + j * 13 + r * j) % 11 < 2 || r === j ? 1 : 0)),
      lower: 1,
    }));
    const program = binaryProgram(
      Array.from({ length: 60 }, (_, j) => 5 + ((j * 7) % 3)),
      rows,
    );
    const start = new Float64Array(60).fill(1);
    const { status, x, bound } = await solver.solve(program, { seconds: 1e-6, start });
    expect(status).toBe("feasible");
    expect(dot(program.cost, x as Float64Array)).toBeLessThanOrEqual(dot(program.cost, start));
    expect(bound ?? -Infinity).toBeLessThanOrEqual(dot(program.cost, x as Float64Array));
  });

  test("stops a search and solves the next program with a new thread", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 200);
    await expect(solver.solve(longProgram(), { abort: stop.signal })).rejects.toThrow("enough");
    expect((await solver.solve(binaryProgram([-1], []))).x).toEqual(Float64Array.of(1));
  });

  test("says when its time ran out with nothing found", async () => {
    expect((await solver.solve(longProgram(), { seconds: 1e-6 })).status).toBe("unknown");
  });

  test("refuses a cost that falls without end, and a limit that is not positive", async () => {
    const program = binaryProgram([-1], []);
    const free = { ...program, upper: Float64Array.of(Infinity) };
    await expect(solver.solve(free)).rejects.toThrow("must have a finite optimum");
    await expect(solver.solve(program, { seconds: 0 })).rejects.toThrow("seconds must be positive; got 0");
  });
});
