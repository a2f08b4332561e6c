/** Tests of BAIT and of variance reduction: the definitions by brute force, the paper's code, refusals. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import { conformance } from "../../conformance/conformance.ts";
import type { Matrix } from "../../contracts.ts";
import type { ParameterValue, Strategy } from "../contract.ts";
import { goldenRequest } from "../../../test/golden-pool.ts";
import { formulaEmbeddings, formulaProbabilities } from "../../../test/golden-softmax.ts";
import { bait } from "./bait.ts";
import { varianceReduction } from "./variance-reduction.ts";

interface Case {
  readonly fisher?: string;
  readonly labelled: number;
  readonly lambda: number;
  readonly picks: number[];
  readonly scores: number[];
  readonly traceBefore: number;
  readonly traceAfter: number;
}

interface Golden {
  readonly items: number;
  readonly classes: number;
  readonly dimensions: number;
  readonly batch: number;
  readonly cases: readonly Case[];
}

const golden = goldenOf("bait");
const { items, classes, dimensions } = golden;
const embeddings = formulaEmbeddings(items, dimensions);
const probabilities = formulaProbabilities(items, classes);

function goldenOf(name: string): Golden {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${name}.golden.json`), "utf8"));
}

async function mustAgree(
  strategy: Strategy,
  batch: number,
  { labelled, picks, scores, ...of }: Case,
): Promise<void> {
  const params: Record<string, ParameterValue> = { lambda: of.lambda };
  if (of.fisher !== undefined) params.fisher = of.fisher;
  const selection = await strategy.select(
    { embeddings, probabilities },
    { ...goldenRequest(items, labelled, batch), params },
  );
  expect(Array.from(selection.picks)).toEqual(picks);
  scores.forEach((score, b) => expect(selection.scores[b] / score).toBeCloseTo(1, 11));
  for (const fact of ["traceBefore", "traceAfter"] as const)
    expect((selection.facts![fact] as number) / of[fact]).toBeCloseTo(1, 11);
}

test.each(golden.cases)("bait, $fisher, with $labelled labelled picks what the definition picks", (of) =>
  mustAgree(bait, golden.batch, of),
);

const ofVariance = goldenOf("variance-reduction");
test.each(ofVariance.cases)(
  "variance reduction with $labelled labelled picks what the definition picks",
  (of) => mustAgree(varianceReduction, ofVariance.batch, of),
);

test("bait says what a pick is worth, as it is added and in the end", async () => {
  const { why, facts } = await bait.select({ embeddings, probabilities }, goldenRequest(items, 6, 3));
  for (const reason of why) {
    const [, fall, rise] = /^lowers .* by ([\d.]+)% as it is added; .* would leave ([\d.]+)% more$/.exec(
      reason,
    )!;
    expect(Number(fall)).toBeGreaterThan(0);
    expect(Number(rise)).toBeGreaterThan(0);
  }
  expect(facts!.traceAfter as number).toBeLessThan(facts!.traceBefore as number);
  const certain = matrix(3, 2, Float32Array.of(1, 0, 0, 1, 1, 0));
  const none = await bait.select(
    { embeddings: matrix(3, 2), probabilities: certain },
    goldenRequest(3, 0, 3),
  );
  expect(none.why[0]).toBe("adds no information: the model is certain of it, or nothing is left to learn");
});

test("bait refuses what would not fit, and says which form does", async () => {
  const large = (rows: number, cols: number): Matrix => ({
    rows,
    cols,
    data: new Float32Array(rows * cols).fill(1 / cols),
  });
  const select = (k: number, d: number, fisher: string): Promise<unknown> =>
    bait.select(
      { probabilities: large(2, k), embeddings: large(2, d) },
      { ...goldenRequest(2, 0, 1), params: { fisher } },
    );
  await expect(select(10, 500, "full")).rejects.toThrow(
    "classes x dimensions of at most 4,096; got 10 x 500 = 5,000. Set fisher to block-diagonal",
  );
  await expect(select(1000, 512, "block-diagonal")).rejects.toThrow(
    "got 1000 x 512^2 = 262,144,000. Set fisher to diagonal",
  );
  await expect(select(1000, 512, "diagonal")).resolves.toBeDefined();
});

test("probabilities of labelled items are read, so they must be some", async () => {
  const spoiled = { ...probabilities, data: probabilities.data.slice() };
  spoiled.data[2 * classes] = 3;
  const request = goldenRequest(items, 6, 2);
  for (const strategy of [bait, varianceReduction])
    await expect(strategy.select({ embeddings, probabilities: spoiled }, request)).rejects.toThrow(
      `${strategy.name} reads the probabilities of labelled items too: those of "item 2"`,
    );
});

test("twins are not picked together while others would teach more", async () => {
  const rows = 20;
  const twins = {
    probabilities: matrix(rows, classes, probabilities.data.slice(0, rows * classes)),
    embeddings: matrix(rows, dimensions, embeddings.data.slice(0, rows * dimensions)),
  };
  // Ten items, each there twice, with embeddings long enough for one label to settle a direction. (The diagonal form knows
  // columns, not directions, and may take a twin.)
  for (let i = 10; i < rows; i += 1) {
    twins.probabilities.data.copyWithin(i * classes, (i - 10) * classes, (i - 9) * classes);
    twins.embeddings.data.copyWithin(i * dimensions, (i - 10) * dimensions, (i - 9) * dimensions);
  }
  for (let i = 0; i < twins.embeddings.data.length; i += 1) twins.embeddings.data[i] *= 100;
  for (const fisher of ["full", "block-diagonal"]) {
    const { picks } = await bait.select(twins, { ...goldenRequest(rows, 0, 3), params: { fisher } });
    expect(new Set(picks.map((item) => item % 10)).size, fisher).toBe(3);
  }
});

describe.each(["full", "diagonal"])("the %s form conforms", (fisher) => {
  const strategy: Strategy = {
    ...bait,
    select: (signals, request, context) =>
      bait.select(signals, { ...request, params: { fisher, ...request.params } }, context),
  };
  for (const { name, run } of conformance(strategy)) test(name, run);
});
