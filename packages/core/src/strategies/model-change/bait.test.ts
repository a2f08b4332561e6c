/** Tests of BAIT: the definition by brute force and the paper's code, all three forms, refusals. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import { conformance } from "../../conformance/conformance.ts";
import type { Matrix } from "../../contracts.ts";
import { goldenRequest } from "../shared/golden-pool.ts";
import { bait } from "./bait.ts";

interface Golden {
  readonly items: number;
  readonly classes: number;
  readonly dimensions: number;
  readonly batch: number;
  readonly cases: readonly {
    readonly fisher: string;
    readonly labelled: number;
    readonly lambda: number;
    readonly picks: number[];
    readonly scores: number[];
    readonly traceBefore: number;
    readonly traceAfter: number;
  }[];
}

const golden: Golden = JSON.parse(readFileSync(join(import.meta.dirname, "bait.golden.json"), "utf8"));
const { items, classes, dimensions, batch } = golden;
const embeddings = formulaEmbeddings(items, dimensions);
const probabilities = formulaProbabilities(items, classes);

/** p_ij = w_ij / sum_j w_ij, w_ij = 1 + (7 i + 5 j^2 + 3 i j) mod 11. */
function formulaProbabilities(rows: number, cols: number): Matrix {
  const out = matrix(rows, cols);
  for (let i = 0; i < rows; i += 1) {
    const weights = Array.from({ length: cols }, (_, j) => 1 + ((i * 7 + j * j * 5 + i * j * 3) % 11));
    const sum = weights.reduce((a, b) => a + b);
    const row = weights.map((w) => w / sum);
    out.data.set(row, i * cols);
  }
  return out;
}

/** h_ij = ((37 i^2 + 101 j^3 + 13 i j) mod 997) / 997 - 1/2. */
function formulaEmbeddings(rows: number, cols: number): Matrix {
  const out = matrix(rows, cols);
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j < cols; j += 1)
      out.data[i * cols + j] = ((i * i * 37 + j * j * j * 101 + i * j * 13) % 997) / 997 - 0.5;
  return out;
}

test.each(golden.cases)(
  "$fisher with $labelled labelled picks what the definition picks",
  async ({ fisher, labelled, lambda, picks, scores, traceBefore, traceAfter }) => {
    const selection = await bait.select(
      { embeddings, probabilities },
      { ...goldenRequest(items, labelled, batch), params: { fisher, lambda } },
    );
    expect(Array.from(selection.picks)).toEqual(picks);
    scores.forEach((score, b) => expect(selection.scores[b] / score).toBeCloseTo(1, 11));
    expect((selection.facts!.traceBefore as number) / traceBefore).toBeCloseTo(1, 11);
    expect((selection.facts!.traceAfter as number) / traceAfter).toBeCloseTo(1, 11);
  },
);

describe.each(["full", "diagonal"])("the %s form conforms", (fisher) => {
  const strategy: typeof bait = {
    ...bait,
    select: (signals, request, context) =>
      bait.select(signals, { ...request, params: { fisher, ...request.params } }, context),
  };
  for (const { name, run } of conformance(strategy)) test(name, run);
});
