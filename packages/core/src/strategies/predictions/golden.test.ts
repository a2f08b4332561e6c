/** Golden numbers of the strategies that read predictions, on pools that a formula makes. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Ensemble, SelectionRequest, Signals, Strategy } from "../contract.ts";
import { matrix } from "../../array/matrix.ts";
import { keyFrom } from "../../random/key.ts";
import { random } from "../random.ts";
import { bald } from "./bald.ts";
import { batchBald } from "./batch-bald.ts";
import { predictions } from "./index.ts";
import { powerBald } from "./power-bald.ts";

const ITEMS = 60;
const CLASSES = 4;
const PASSES = 7;

function golden<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${name}.golden.json`), "utf8")) as T;
}

/** w_ic / sum_c w_ic in float32; when `hard`, every tenth item is sure of one class, of another one in other members. */
function distributions(m: number, hard: boolean): Float32Array {
  const out = new Float32Array(ITEMS * CLASSES);
  for (let i = 0; i < ITEMS; i += 1) {
    const weights = Array.from({ length: CLASSES }, (_, c) => {
      const mixed = 17 * i * i + 29 * c * c + 7 * i * c + 5 * m * m + m * (11 * i + 13 * c) + i * c * m;
      return 1 + (mixed % 101);
    });
    const sum = weights.reduce((a, b) => a + b);
    const sure = (i / 10 + Math.floor((m * i) / 30)) % CLASSES;
    for (let c = 0; c < CLASSES; c += 1)
      out[i * CLASSES + c] = hard && i % 10 === 0 ? Number(c === sure) : weights[c] / sum;
  }
  return out;
}

function ensemble(hard: boolean): Ensemble {
  const data = new Float32Array(PASSES * ITEMS * CLASSES);
  for (let m = 0; m < PASSES; m += 1) data.set(distributions(m, hard), m * ITEMS * CLASSES);
  return { members: PASSES, rows: ITEMS, cols: CLASSES, data };
}

function signals(hard: boolean): Signals {
  const passes = ensemble(hard);
  return { probabilities: matrix(ITEMS, CLASSES, distributions(0, hard)), passes, committee: passes };
}

function request(items: number, batchSize: number, change: Partial<SelectionRequest> = {}): SelectionRequest {
  return {
    ids: Array.from({ length: ITEMS }, (_, i) => `item ${i}`),
    labelled: new Int32Array(0),
    candidates: Int32Array.from({ length: items }, (_, i) => i),
    batchSize,
    key: keyFrom("golden"),
    ...change,
  };
}

const scored = predictions.filter((strategy) => strategy !== batchBald && strategy !== powerBald);

test.each(scored)(
  "$name scores every item as the outside implementation does",
  async (strategy: Strategy) => {
    const { values } = golden<{ values: number[] }>(strategy.name);
    const { picks, scores } = await strategy.select(signals(true), request(ITEMS, ITEMS));
    expect(new Set(picks).size).toBe(ITEMS);
    picks.forEach((item, i) => {
      expect(Math.abs(scores[i] - values[item]), `item ${item}`).toBeLessThanOrEqual(1e-12);
      if (i > 0) expect(values[item]).toBeLessThanOrEqual(values[picks[i - 1]] + 1e-12);
    });
  },
);

test("batch-bald picks what its authors' code picks, and BALD alone would not", async () => {
  const { picks, information } = golden<{ picks: number[]; information: number[] }>("batch-bald");
  const params = { samples: 1e6 };
  const batch = await batchBald.select(signals(false), request(ITEMS, picks.length, { params }));
  expect(Array.from(batch.picks)).toEqual(picks);
  let total = 0;
  batch.scores.forEach((gain, i) => {
    total += gain;
    expect(Math.abs(total - information[i])).toBeLessThanOrEqual(1e-12);
  });
  expect(batch.facts).toEqual({ information: total, outcomes: "all counted" });
  const alone = await bald.select(signals(false), request(ITEMS, picks.length));
  expect(alone.picks[0]).toBe(picks[0]);
  expect(alone.scores[0]).toBe(batch.scores[0]);
  expect(Array.from(alone.picks)).not.toEqual(picks);
});

interface PowerGolden {
  readonly keys: number;
  readonly critical: number;
  readonly forms: { form: string; beta: number; probabilities: number[] }[];
}

test("power-bald takes first each item as often as its form says", async () => {
  const { keys, critical, forms } = golden<PowerGolden>("power-bald");
  for (const { form, beta, probabilities } of forms) {
    const counts = new Float64Array(probabilities.length);
    for (let i = 0; i < keys; i += 1) {
      const asked = request(counts.length, 1, { key: keyFrom(i), params: { form, beta } });
      counts[(await powerBald.select(signals(true), asked)).picks[0]] += 1;
    }
    let chiSquare = 0;
    probabilities.forEach((probability, item) => {
      if (probability === 0) expect(counts[item]).toBe(0);
      else chiSquare += (counts[item] - keys * probability) ** 2 / (keys * probability);
    });
    expect(chiSquare, form).toBeLessThan(critical);
  }
});

test("power-bald follows BALD where the noise is small", async () => {
  const { picks } = await bald.select(signals(false), request(ITEMS, 20));
  for (const form of ["power", "softmax", "soft-rank"]) {
    const params = { form, beta: 1e6 };
    expect((await powerBald.select(signals(false), request(ITEMS, 20, { params }))).picks).toEqual(picks);
  }
});

test("random picks each item equally often", async () => {
  const { items, batch, keys, critical } = golden<{
    items: number;
    batch: number;
    keys: number;
    critical: number;
  }>("../random");
  const counts = new Float64Array(items);
  for (let i = 0; i < keys; i += 1) {
    const { picks } = await random.select({}, request(items, batch, { key: keyFrom(i) }));
    for (const item of picks) counts[item] += 1;
  }
  const expected = (keys * batch) / items;
  expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(critical);
});
