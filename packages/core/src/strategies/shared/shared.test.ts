/** Tests of what strategies share: the check of a request, the subset, the words. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SelectionRequest, Strategy } from "../contract.ts";
import { matrix } from "../../array/matrix.ts";
import { keyFrom, split } from "../../random/key.ts";
import { coreSet } from "../representation/core-set.ts";
import { entropy } from "../predictions/entropy.ts";
import { learningLoss } from "../model-change/learning-loss.ts";
import { random } from "../random.ts";
import { checkParameters } from "./check-parameters.ts";
import { checkRequest } from "./check-request.ts";
import { grouped, shortNumber } from "./grouped.ts";
import { drawSubset } from "./draw-subset.ts";

function request(n: number, change: Partial<SelectionRequest> = {}): SelectionRequest {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const ids = Array.from(all, (i) => `item ${i}`);
  return { ids, labelled: new Int32Array(0), candidates: all, batchSize: 2, key: keyFrom(1), ...change };
}

describe("checkRequest", () => {
  const refuse = (
    strategy: Strategy,
    signals: object,
    change: Partial<SelectionRequest>,
    error: string,
  ): void => expect(() => checkRequest(strategy, signals, request(4, change))).toThrow(error);

  test("says in full what must hold, what came and what to do", () => {
    refuse(
      entropy,
      {},
      {},
      "entropy needs probabilities, and there are none; " +
        "train a model first: querent train DIR, or give querent select --probabilities P.npy.",
    );
    refuse(
      coreSet,
      {},
      {},
      "embed the images first: querent embed DIR, or give querent select --embeddings E.npy.",
    );
    refuse(learningLoss, {}, {}, "--signal predictedLoss=L.npy.");
    refuse(
      random,
      {},
      { batchSize: 9 },
      "batchSize must be an integer in [1, 4]; got 9. The pool has 4 unlabelled items: lower batchSize or add images.",
    );
  });

  test("wants probabilities: in [0, 1], summing to one, two classes at least", () => {
    const p = (...values: number[]) => ({
      probabilities: matrix(4, values.length / 4, Float32Array.from(values)),
    });
    refuse(entropy, p(1, 0, 0.5, 0.5, 2, -1, 1, 0), {}, 'item "item 2" must be in [0, 1]; got 2');
    refuse(entropy, p(1, 0, 0.5, 0.5, 0.5, 0.4, 1, 0), {}, 'item "item 2" must sum to 1 within 0.001');
    refuse(entropy, p(1, 1, 1, 1), {}, "at least two classes; got 1");
    checkRequest(entropy, p(1, 0, 0.5, 0.5, 0.5, 0.4995, 1, 0), request(4));
  });

  test("wants as many values as the shape says", () => {
    const short = { rows: 4, cols: 2, data: new Float32Array(7) };
    refuse(coreSet, { embeddings: short }, {}, "for each of the 4 items; got 4 rows of 2 in 7 values");
    refuse(coreSet, { embeddings: matrix(4, 0) }, {}, "at least one column; got 0");
  });

  test("looks at labelled items where a strategy reads them, and only there", () => {
    const labelled = Int32Array.of(0);
    const candidates = Int32Array.of(1, 2, 3);
    const spoiled = matrix(4, 2, Float32Array.of(NaN, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5));
    refuse(
      coreSet,
      { embeddings: spoiled },
      { labelled, candidates },
      'embeddings of item "item 0" must be finite',
    );
    checkRequest(entropy, { probabilities: spoiled }, request(4, { labelled, candidates }));
  });

  test("gives the parameters with their defaults", () => {
    expect(checkParameters("learning-loss", learningLoss.parameters)).toEqual({ subset: 0.2 });
    expect(checkParameters("x", [], undefined)).toEqual({});
    expect(() => checkParameters("random", random.parameters, { subset: 1 })).toThrow(
      'random has no parameter "subset"; it takes none.',
    );
    const whole = { name: "k", type: "integer", default: 3, min: 1, max: 9, help: "" } as const;
    expect(checkParameters("x", [whole], { k: 9 })).toEqual({ k: 9 });
    expect(() => checkParameters("x", [whole], { k: 2.5 })).toThrow(
      "k parameter of x must be an integer in [1, 9]",
    );
    const found = { ...whole, default: "auto", auto: "by purity" } as const;
    expect(checkParameters("x", [found])).toEqual({ k: "auto" });
    expect(() => checkParameters("x", [whole], { k: "auto" })).toThrow("an integer in [1, 9]; got auto");
    const form = {
      name: "form",
      type: "choice",
      default: "full",
      options: ["full", "half"],
      help: "",
    } as const;
    expect(checkParameters("x", [form], { form: "half" })).toEqual({ form: "half" });
    expect(() => checkParameters("x", [form], { form: "third" })).toThrow("one of full, half; got third");
  });
});

describe("drawSubset", () => {
  test("has the share, never less than the batch, and grows by adding", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 80 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (n, share) => {
          const asked = request(n, { batchSize: Math.min(n, 5) });
          const subset = drawSubset(asked, share);
          expect(subset.length).toBe(Math.max(asked.batchSize, Math.round(share * n)));
          if (share === 1) expect(subset).toBe(asked.candidates);
          expect(new Set(subset).size).toBe(subset.length);
          const larger = new Set(drawSubset(asked, Math.min(1, share + 0.2)));
          expect(subset.every((item) => larger.has(item))).toBe(true);
        },
      ),
    );
  });

  test("is the same in every strategy, and another for another key", async () => {
    const n = 40;
    const signals = {
      probabilities: matrix(n, 2, new Float32Array(2 * n).fill(0.5)),
      embeddings: matrix(
        n,
        1,
        Float32Array.from({ length: n }, (_, i) => i),
      ),
      predictedLoss: new Float32Array(n),
    };
    const asked = request(n, { batchSize: 10, params: { subset: 0.25 } });
    const picked = async (strategy: Strategy, key = asked.key): Promise<number[]> =>
      Array.from((await strategy.select(signals, { ...asked, key })).picks).sort((a, b) => a - b);
    const expected = Array.from(drawSubset(asked, 0.25)).sort((a, b) => a - b);
    for (const strategy of [entropy, coreSet, learningLoss]) expect(await picked(strategy)).toEqual(expected);
    expect(await picked(entropy, split(asked.key, "other"))).not.toEqual(expected);
  });
});

test("numbers for people", () => {
  expect([0, 999, 1000, 9900, 1234567].map(grouped)).toEqual(["0", "999", "1,000", "9,900", "1,234,567"]);
  expect([0, 0.8349, -1.005, 123456, 0.00001234, 1e9].map(shortNumber)).toEqual([
    "0",
    "0.835",
    "-1",
    "123000",
    "1.23e-5",
    "1.00e+9",
  ]);
});
