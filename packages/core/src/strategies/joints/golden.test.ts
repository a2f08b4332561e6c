/** Golden numbers of the strategies that read heat maps, and small maps by hand. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formulaHeatMaps, formulaPoints } from "../../../test/formula-boxes.ts";
import { keyFrom } from "../../random/key.ts";
import type { HeatMaps, SelectionRequest, Signals, Strategy } from "../contract.ts";
import { jointEntropy } from "./joint-entropy.ts";
import { jointFlipConsistency } from "./joint-flip-consistency.ts";
import { jointMargin } from "./joint-margin.ts";
import { joints } from "./index.ts";
import { multiPeak } from "./multi-peak.ts";
import { peakSpread } from "./peak-spread.ts";

function request(n: number, params: SelectionRequest["params"] = {}): SelectionRequest {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const ids = Array.from(all, (i) => `item ${String(i).padStart(4, "0")}`);
  return { params, ids, labelled: new Int32Array(0), candidates: all, batchSize: n, key: keyFrom("golden") };
}

const signals: Signals = {
  heatMaps: formulaHeatMaps(),
  flippedHeatMaps: formulaHeatMaps(1),
  pointPasses: formulaPoints(),
};

for (const strategy of joints) {
  const path = join(import.meta.dirname, `${strategy.name}.golden.json`);
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as {
    cases: { params: SelectionRequest["params"]; values: number[] }[];
  };
  for (const { params, values } of cases) {
    test(`${strategy.name} ${JSON.stringify(params)} scores every item as the outside implementation does`, async () => {
      const { picks, scores } = await strategy.select(signals, request(40, params));
      expect(new Set(picks).size).toBe(40);
      picks.forEach((item, i) => {
        expect(Math.abs(scores[i] - values[item]), `item ${item}`).toBeLessThanOrEqual(1e-12);
      });
    });
  }
}

/** One joint an item. */
function maps(height: number, width: number, ...lists: number[][]): HeatMaps {
  return { rows: lists.length, joints: 1, height, width, data: Float32Array.from(lists.flat()) };
}

async function scoresOf(
  strategy: Strategy,
  given: Signals,
  params: SelectionRequest["params"] = {},
): Promise<number[]> {
  const { picks, scores } = await strategy.select(given, request(given.heatMaps!.rows, params));
  return Array.from(picks, (_, item) => scores[picks.indexOf(item)]);
}

const flat = [0, 0, 0, 0, 0, 0, 0, 0, 0];
const one = [0, 0, 0, 0, 1, 0, 0, 0, 0];
const corners = [1, 0, 0, 0, 0, 0, 0, 0, 1];

test("one peak, two peaks, none", async () => {
  const heatMaps = maps(3, 3, flat, one, corners);
  expect(await scoresOf(jointMargin, { heatMaps }, { radius: 1 })).toEqual([1, 0, 1]);
  const [none, single, double] = await scoresOf(multiPeak, { heatMaps }, { radius: 1 });
  expect([none, single]).toEqual([0, 0]);
  expect(double).toBeCloseTo(Math.LN2, 12);
  const [even, sharp] = await scoresOf(jointEntropy, { heatMaps }, { sharpness: 50 });
  expect(even).toBeCloseTo(Math.log(9), 12);
  expect(sharp).toBeLessThan(1e-12);
});

test("the spread of a map with nothing in it is that of an even one about its middle", async () => {
  const heatMaps = maps(3, 3, flat, one, corners);
  const [none, single, double] = await scoresOf(peakSpread, { heatMaps });
  expect(none).toBeCloseTo(Math.sqrt(4 / 3), 12);
  expect(single).toBe(0);
  expect(double).toBe(2); // half of the weight at a squared distance of 8
});

test("the plain softmax takes a narrow peak for more doubt than a wide one, a sharp one does not", async () => {
  const wide = [0.6, 0.6, 0.6, 0.6, 0.9, 0.6, 0.6, 0.6, 0.6];
  const heatMaps = maps(5, 5, padded(one), padded(wide));
  const [narrowPlain, widePlain] = await scoresOf(jointEntropy, { heatMaps });
  expect(narrowPlain).toBeGreaterThan(widePlain);
  const [narrowSharp, wideSharp] = await scoresOf(jointEntropy, { heatMaps }, { sharpness: 10 });
  expect(narrowSharp).toBeLessThan(wideSharp);
});

/** A map of 3 x 3 in the middle of one of 5 x 5. */
function padded(map: number[]): number[] {
  return Array.from({ length: 25 }, (_, i) => {
    const [y, x] = [Math.floor(i / 5) - 1, (i % 5) - 1];
    return y < 0 || y > 2 || x < 0 || x > 2 ? 0 : map[3 * y + x];
  });
}

test("a plateau is one peak, and a lower neighbour is none", async () => {
  const plateau = [0.5, 0.5, 0.5, 0, 0, 0, 0, 0, 0.4];
  const heatMaps = maps(3, 3, plateau);
  const [margin] = await scoresOf(jointMargin, { heatMaps }, { radius: 1 });
  expect(margin).toBeCloseTo(0.9, 6);
  const [wide] = await scoresOf(jointMargin, { heatMaps }, { radius: 2 });
  expect(wide).toBe(0.5);
});

test("a peak is moved by a quarter towards its higher neighbours, and not at the border", async () => {
  const left = [0, 0, 0, 0.5, 1, 0.2, 0, 0.1, 0];
  const heatMaps = maps(3, 3, left);
  const flippedHeatMaps = maps(3, 3, corners);
  const [distance] = await scoresOf(jointFlipConsistency, { heatMaps, flippedHeatMaps });
  expect(distance).toBeCloseTo(Math.hypot(0.75, 1.25), 12);
});
