/** Pools whose numbers a formula gives, so that programs in other languages can be run on the same ones. */

import type { Matrix } from "../src/contracts.ts";
import type { SelectionRequest } from "../src/strategies/contract.ts";
import { matrix } from "../src/array/matrix.ts";
import { keyFrom } from "../src/random/key.ts";

/** x_ij = float32(((37 i^2 + 101 j^3 + 13 i j) mod 997) / 997): a cloud that looks like noise in [0, 1). */
export function goldenCloud(rows: number, cols: number): Matrix {
  return fromFormula(rows, cols, noise);
}

/** Groups i mod `groups`: x_ij = float32(((11 (g + 1)^3 (j + 2)^2) mod 29) / 29 + spread * the cloud's x_ij). */
export function goldenGroups(rows: number, cols: number, groups: number, spread: number): Matrix {
  return fromFormula(
    rows,
    cols,
    (i, j) => ((11 * ((i % groups) + 1) ** 3 * (j + 2) ** 2) % 29) / 29 + spread * noise(i, j),
  );
}

function noise(i: number, j: number): number {
  return ((37 * i * i + 101 * j * j * j + 13 * i * j) % 997) / 997;
}

function fromFormula(rows: number, cols: number, value: (i: number, j: number) => number): Matrix {
  const out = matrix(rows, cols);
  for (let i = 0; i < rows; i += 1) for (let j = 0; j < cols; j += 1) out.data[i * cols + j] = value(i, j);
  return out;
}

/** A request on n items named "item 0" and so on, of which the first `labelled` are labelled. */
export function goldenRequest(n: number, labelled: number, batchSize: number): SelectionRequest {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  return {
    ids: Array.from(all, (i) => `item ${i}`),
    labelled: all.slice(0, labelled),
    candidates: all.slice(labelled),
    batchSize,
    key: keyFrom(1),
  };
}
