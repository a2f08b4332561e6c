/** Runs the conformance suite on every strategy, and shows that it can fail. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SelectionContext, Strategy } from "../strategies/contract.ts";
import { highsSolver } from "../../test/highs-solver.ts";
import { split } from "../random/key.ts";
import { strategies } from "../strategies/index.ts";
import { random } from "../strategies/random.ts";
import { conformance } from "./conformance.ts";
import { example, shuffled } from "./example.ts";

const solver = await highsSolver();
const contextOf = ({ usesSolver }: Strategy): SelectionContext => (usesSolver === true ? { solver } : {});

for (const strategy of strategies) {
  describe(strategy.name, () => {
    for (const { name, run } of conformance(strategy, contextOf(strategy))) test(name, run);
  });
}

test("no order of any pool changes what is picked", async () => {
  const kinds = fc.constantFrom("plain", "ties", "duplicates", "zeros");
  await fc.assert(
    fc.asyncProperty(
      fc.string(),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(),
      fc.nat(),
      kinds,
      async (seed, items, l, b, kind) => {
        const labelled = l % items;
        const first = example({ seed, items, labelled, batchSize: 1 + (b % (items - labelled)), kind });
        const second = shuffled(first, seed);
        for (const strategy of strategies) {
          if (labelled < (strategy.minLabelled ?? 0)) continue;
          const picks = await Promise.all(
            [first, second].map(async ({ signals, request }) => {
              const selection = await strategy.select(signals, request, contextOf(strategy));
              return Array.from(selection.picks, (item) => request.ids[item]);
            }),
          );
          expect(picks[1]).toEqual(picks[0]);
        }
      },
    ),
  );
});

describe("the suite finds", () => {
  const wrong: [string, string, Strategy["select"]][] = [
    [
      "a strategy that depends on the order of the pool",
      "another order of the pool",
      async (_signals, { candidates, batchSize }) => ({
        picks: candidates.slice(0, batchSize),
        scores: new Float64Array(batchSize),
        why: Array.from({ length: batchSize }, () => "first come"),
      }),
    ],
    [
      "a strategy that repeats itself",
      "picks are different candidates",
      async (signals, request) => {
        const selection = await random.select(signals, request);
        return { ...selection, picks: selection.picks.fill(selection.picks[0]) };
      },
    ],
    [
      "scores that point the other way",
      "each with a finite score",
      async (signals, request) => {
        const selection = await random.select(signals, request);
        return { ...selection, scores: selection.scores.map((score) => -score) };
      },
    ],
    [
      "a strategy that spoils the request",
      "nothing that is given is changed",
      async (signals, request) => {
        const selection = await random.select(signals, request);
        request.candidates.fill(0);
        return selection;
      },
    ],
    [
      "a batch that is no prefix of a larger one",
      "a smaller batch is the beginning",
      (signals, request, context) =>
        random.select(signals, { ...request, key: split(request.key, request.batchSize) }, context),
    ],
    [
      "a strategy that ignores the abort",
      "an abort stops it",
      (signals, request) => random.select(signals, request),
    ],
  ];
  test.each(wrong)("%s", async (_what, property, select) => {
    const cases = conformance({ ...random, select }).filter(({ name }) => name.includes(property));
    expect(cases.length).toBeGreaterThan(0);
    await expect(Promise.all(cases.map(({ run }) => run()))).rejects.toThrow();
  });
});
