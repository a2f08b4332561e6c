/** Tests of BatchBALD: brute force over all outcomes, the sampled form, duplicates, probabilities of 0 and 1. */

import { describe, expect, test } from "vitest";
import type { Ensemble, Selection, SelectionRequest } from "../contract.ts";
import { generator } from "../../random/generator.ts";
import { keyFrom, split } from "../../random/key.ts";
import { bald } from "./bald.ts";
import { batchBald } from "./batch-bald.ts";
import { epig } from "./epig.ts";

function request(items: number, batchSize: number, params?: Record<string, number>): SelectionRequest {
  return {
    ids: Array.from({ length: items }, (_, i) => `item ${i}`),
    labelled: new Int32Array(0),
    candidates: Int32Array.from({ length: items }, (_, i) => i),
    batchSize,
    key: keyFrom("batch"),
    params,
  };
}

/** Passes whose distributions are drawn; `sure` is the share of them that are certain of one class. */
function drawnPasses(name: string, members: number, items: number, classes: number, sure = 0): Ensemble {
  const draw = generator(split(keyFrom("batch-bald"), name));
  const data = new Float32Array(members * items * classes);
  for (let row = 0; row < members * items; row += 1) {
    const weights = Array.from({ length: classes }, () => draw.uniform() ** 4 + 1e-3);
    const certain = draw.uniform() < sure ? draw.integer(classes) : -1;
    const sum = weights.reduce((a, b) => a + b);
    for (let c = 0; c < classes; c += 1)
      data[row * classes + c] = certain < 0 ? weights[c] / sum : Number(c === certain);
  }
  return { members, rows: items, cols: classes, data };
}

/** Every item of `of` again and again, beside each other. */
function repeated(of: Ensemble, times: number): Ensemble {
  const rows = of.rows * times;
  const data = new Float32Array(of.members * rows * of.cols);
  for (let m = 0; m < of.members; m += 1) {
    for (let i = 0; i < rows; i += 1) {
      const from = (m * of.rows + Math.floor(i / times)) * of.cols;
      data.set(of.data.subarray(from, from + of.cols), (m * rows + i) * of.cols);
    }
  }
  return { ...of, rows, data };
}

/** H(y_1, …, y_b) - sum_i E_w H(y_i | w), every configuration of labels written out. */
function jointInformation({ members, rows, cols, data }: Ensemble, batch: readonly number[]): number {
  const p = (m: number, item: number, c: number): number => {
    const start = (m * rows + item) * cols;
    return data[start + c] / data.subarray(start, start + cols).reduce((a, b) => a + b);
  };
  const term = (x: number): number => (x > 0 ? -x * Math.log(x) : 0);
  let joint = 0;
  for (let configuration = 0; configuration < cols ** batch.length; configuration += 1) {
    let sum = 0;
    for (let m = 0; m < members; m += 1)
      sum += batch.reduce(
        (product, item, i) => product * p(m, item, Math.floor(configuration / cols ** i) % cols),
        1,
      );
    joint += term(sum / members);
  }
  let conditional = 0;
  for (const item of batch)
    for (let m = 0; m < members; m += 1)
      for (let c = 0; c < cols; c += 1) conditional += term(p(m, item, c)) / members;
  return joint - conditional;
}

async function picked(passes: Ensemble, batch: number, params?: Record<string, number>): Promise<Selection> {
  return batchBald.select({ passes }, request(passes.rows, batch, params));
}

describe("against brute force over every configuration of labels", () => {
  test.each([
    ["distributions", 4, 8, 3, 5, 0],
    ["many passes", 30, 7, 2, 7, 0],
    ["some certain", 5, 9, 3, 5, 0.5],
    ["all certain", 6, 10, 4, 5, 1],
  ] as const)(
    "%s: each pick is the best, its gain to 1e-12",
    async (name, members, items, classes, b, sure) => {
      const passes = drawnPasses(name, members, items, classes, sure);
      const { picks, scores } = await picked(passes, b, { samples: 1e6 });
      let before = 0;
      for (let i = 0; i < b; i += 1) {
        const batch = Array.from(picks.subarray(0, i));
        const joint = jointInformation(passes, [...batch, picks[i]]);
        expect(Math.abs(scores[i] - (joint - before))).toBeLessThan(1e-12);
        for (let item = 0; item < items; item += 1) {
          if (!batch.includes(item))
            expect(jointInformation(passes, [...batch, item])).toBeLessThan(joint + 1e-12);
        }
        before = joint;
      }
    },
  );
});

test("sampled gains come near the exact ones as samples grow, and are not off to one side", async () => {
  const passes = drawnPasses("sampled", 10, 12, 4, 0.1);
  const batch = 5;
  const exact = await picked(passes, batch, { samples: 1e6 });
  const order = exact.picks;
  const candidates = order.slice().sort();
  // Only the batch itself is on offer, so that the last gain is that of the same item whatever is drawn.
  const errors = async (samples: number, keys: number): Promise<number[]> => {
    const out: number[] = [];
    for (let i = 0; i < keys; i += 1) {
      const asked = { ...request(passes.rows, batch, { samples }), candidates, key: keyFrom(i) };
      const { scores } = await batchBald.select({ passes }, asked);
      out.push(scores.reduce((a, b) => a + b) - exact.scores.reduce((a, b) => a + b));
    }
    return out;
  };
  const rootMeanSquare = (x: number[]): number => Math.sqrt(x.reduce((sum, e) => sum + e * e, 0) / x.length);
  const few = await errors(20, 100);
  const many = await errors(200, 100);
  expect(rootMeanSquare(many)).toBeLessThan(0.5 * rootMeanSquare(few)); // 0.32 for independent samples
  const mean = many.reduce((a, b) => a + b) / many.length;
  expect(Math.abs(mean)).toBeLessThan((4 * rootMeanSquare(many)) / Math.sqrt(many.length) + 1e-12);
});

test("the bounds hide no better candidate: each one scored by itself gains no more", async () => {
  const passes = drawnPasses("bounds", 20, 150, 5, 0.3);
  const params = { samples: 400 };
  const { picks, scores } = await picked(passes, 6, params);
  for (const b of [2, 3, 4, 5]) {
    const before = picks.slice(0, b);
    for (let item = 0; item < passes.rows; item += 1) {
      if (before.includes(item)) continue;
      // On offer are the picks before and this item alone, so it must be taken last, with the same outcomes.
      const candidates = Int32Array.of(...before, item).sort();
      const asked = { ...request(passes.rows, b + 1, params), candidates };
      const alone = await batchBald.select({ passes }, asked);
      expect(Array.from(alone.picks)).toEqual([...before, item]);
      expect(alone.scores[b]).toBeLessThanOrEqual(scores[b]);
    }
  }
});

describe("a pool in which every item is there five times", () => {
  const single = drawnPasses("repeated", 50, 60, 4, 0.2);
  const passes = repeated(single, 5);
  const different = (picks: Int32Array): number => new Set(picks.map((item) => Math.floor(item / 5))).size;

  test("BALD takes all copies of the same two, BatchBALD ten different items", async () => {
    expect(different((await bald.select({ passes }, request(300, 10))).picks)).toBe(2);
    expect(different((await picked(passes, 10)).picks)).toBe(10);
  });

  test("where passes are certain a copy tells nothing more, and is said to", async () => {
    const { picks, scores, why } = await picked(repeated(drawnPasses("certain", 6, 3, 3, 1), 2), 6);
    expect(different(picks.map((item) => Math.floor(item / 2) * 5).subarray(0, 3))).toBe(3);
    for (let i = 3; i < 6; i += 1) {
      expect(Math.abs(scores[i])).toBeLessThan(1e-12);
      expect(why[i]).toMatch(/^its label tells nothing about the model beyond the \d picks before it/);
    }
  });
});

test("says what is counted and what a pick adds", async () => {
  const passes = drawnPasses("words", 10, 40, 5);
  const { scores, facts, why } = await picked(passes, 4, { samples: 30 });
  expect(facts).toEqual({
    information: scores.reduce((a, b) => a + b),
    outcomes: "sampled from pick 4 on",
  });
  expect(why[0]).toMatch(/^its label tells [\d.]+ nats about the model$/);
  expect(why[1]).toMatch(
    /^its label tells [\d.]+ nats about the model beyond the pick before it, [\d.]+ alone$/,
  );
});

test("epig by brute force, on a few targets drawn by key", async () => {
  const passes = drawnPasses("epig", 5, 9, 3, 0.3);
  const { picks, scores, why } = await epig.select({ passes }, request(9, 9, { targets: 1 }));
  expect(why[0]).toMatch(/ of each of 1 others on average, rank 1 of 9$/);
  const marginal = (item: number): number => jointInformation(passes, [item]);
  // I(y; y_t) = H(y) + H(y_t) - H(y, y_t); the conditional entropies of jointInformation cancel.
  const gains = Array.from({ length: 9 }, (_, target) =>
    Array.from(picks, (item) => marginal(item) + marginal(target) - jointInformation(passes, [item, target])),
  );
  const fits = gains.filter((of) => of.every((gain, i) => Math.abs(gain - scores[i]) < 1e-12));
  expect(fits.length).toBe(1); // the scores are those of exactly one target
});
