/** Golden numbers of the strategies that read boxes, the examples that Lightly publishes, and small cases by hand. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formulaDetections, formulaFeatures } from "../../../test/formula-boxes.ts";
import { matrix } from "../../array/matrix.ts";
import { keyFrom } from "../../random/key.ts";
import type { Detections, SelectionRequest, Signals } from "../contract.ts";
import { badge } from "../mixed/badge.ts";
import { boxBadge } from "./box-badge.ts";
import { boxCoreSet } from "./box-core-set.ts";
import { boxDropout } from "./box-dropout.ts";
import { boxEntropy } from "./box-entropy.ts";
import { boxFlipConsistency } from "./box-flip-consistency.ts";
import { boxLeastConfidence } from "./box-least-confidence.ts";
import { boxMargin } from "./box-margin.ts";
import { boxes } from "./index.ts";
import { localisationStability } from "./localisation-stability.ts";
import { objectFrequency } from "./object-frequency.ts";
import { objectnessLeastConfidence } from "./objectness-least-confidence.ts";

interface Golden {
  readonly cases?: readonly { params: SelectionRequest["params"]; values: number[] }[];
  readonly picks: number[];
  readonly scores: number[];
  readonly example: number[];
}

function golden(name: string): Golden {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${name}.golden.json`), "utf8")) as Golden;
}

function request(
  n: number,
  batchSize = n,
  params: SelectionRequest["params"] = {},
  labelled = 0,
): SelectionRequest {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  return {
    params,
    ids: Array.from(all, (i) => `item ${String(i).padStart(4, "0")}`),
    labelled: all.slice(0, labelled),
    candidates: all.slice(labelled),
    batchSize,
    key: keyFrom("golden"),
  };
}

const variants = [1, 2, 3, 4, 5, 6].map(formulaDetections);
const signals: Signals = {
  detections: formulaDetections(),
  flippedDetections: variants[0],
  noisyDetections: variants,
  detectionPasses: variants,
  boxEmbeddings: formulaFeatures(5),
};

for (const strategy of boxes) {
  for (const { params, values } of golden(strategy.name).cases ?? []) {
    test(`${strategy.name} ${JSON.stringify(params)} scores every image as the outside implementation does`, async () => {
      const { picks, scores } = await strategy.select(signals, request(40, 40, params));
      expect(new Set(picks).size).toBe(40);
      picks.forEach((item, i) => {
        expect(Math.abs(scores[i] - values[item]), `item ${item}`).toBeLessThanOrEqual(1e-12);
      });
    });
  }
}

test("box-core-set picks what numpy picks", async () => {
  const { picks, scores } = golden("box-core-set");
  const got = await boxCoreSet.select(signals, request(40, picks.length, {}, 3));
  expect(Array.from(got.picks)).toEqual(picks);
  scores.forEach((score, b) => expect(Math.abs(got.scores[b] - score)).toBeLessThanOrEqual(1e-12));
});

test("box-badge picks what numpy picks with the same uniform draws", async () => {
  const { picks, scores } = golden("box-badge");
  const got = await boxBadge.select(signals, request(40, picks.length));
  expect(Array.from(got.picks)).toEqual(picks);
  scores.forEach((score, b) => expect(Math.abs(got.scores[b] - score)).toBeLessThanOrEqual(1e-12));
});

test("box-badge is badge where every image has one box", async () => {
  const probabilities = signals.detections!.probabilities;
  const n = probabilities.rows;
  const detections = {
    starts: Int32Array.from({ length: n + 1 }, (_, i) => i),
    corners: new Float32Array(4 * n),
    probabilities,
  };
  const embeddings = signals.boxEmbeddings!;
  const ofBoxes = await boxBadge.select({ detections, boxEmbeddings: embeddings }, request(n, 20));
  const ofImages = await badge.select({ probabilities, embeddings }, request(n, 20));
  expect(ofBoxes.picks).toEqual(ofImages.picks);
  ofImages.scores.forEach((score, b) => expect(ofBoxes.scores[b]).toBeCloseTo(score, 6));
});

/** One row of boxes an image: [x1, y1, x2, y2, ...probabilities]. */
function detectionsOf(images: readonly (readonly (readonly number[])[])[]): Detections {
  const starts = new Int32Array(images.length + 1);
  images.forEach((list, i) => (starts[i + 1] = starts[i] + list.length));
  const all = images.flat();
  const cols = (all[0]?.length ?? 8) - 4;
  return {
    starts,
    corners: Float32Array.from(all.flatMap((box) => box.slice(0, 4))),
    probabilities: matrix(all.length, cols, Float32Array.from(all.flatMap((box) => box.slice(4)))),
  };
}

/** A box at the corner with an objectness and class probabilities given an object. */
function found(objectness: number, classes: readonly number[]): number[] {
  return [0, 0, 8, 8, ...classes.map((p) => objectness * p), 1 - objectness];
}

describe("Lightly's published example", () => {
  const detections = detectionsOf([
    [found(0.57573, [0.7, 0.2, 0.1]), found(0.988, [0.4, 0.5, 0.1])],
    [found(0.1024, [0.5, 0.41, 0.09])],
    [],
  ]);
  test.each([
    ["object frequency", objectFrequency, {}, golden("object-frequency").example],
    ["objectness", objectnessLeastConfidence, {}, golden("objectness-least-confidence").example],
    ["margin", boxMargin, { aggregate: "max", background: "left-out" }, [0.9, 0.91, 0]],
    ["least confidence", boxLeastConfidence, { aggregate: "max", background: "left-out" }, [0.5, 0.5, 0]],
  ] as const)("%s", async (_name, strategy, params, expected) => {
    const { picks, scores } = await strategy.select({ detections }, request(3, 3, params));
    picks.forEach((item, i) => expect(scores[i]).toBeCloseTo(expected[item], 6));
  });

  test("Lightly divides the least confidence by 1 - 1/classes: .75, .75, 0 of .5, .5, 0", async () => {
    const params = { aggregate: "max", background: "left-out" };
    const { scores } = await boxLeastConfidence.select({ detections }, request(3, 3, params));
    expect(Array.from(scores, (score) => score / (1 - 1 / 3))).toEqual([
      expect.closeTo(0.75, 6),
      expect.closeTo(0.75, 6),
      0,
    ]);
  });
});

describe("aggregates", () => {
  const even = [0, 0, 4, 4, 0.5, 0.5]; // 0.693 nats
  const sure = [0, 0, 4, 4, 1, 0]; // none
  const detections = detectionsOf([[even, sure, sure, sure], [even], [even, even, sure], []]);
  test.each([
    ["mean", [Math.LN2 / 4, Math.LN2, (2 * Math.LN2) / 3, 0]],
    ["max", [Math.LN2, Math.LN2, Math.LN2, 0]],
    ["sum", [Math.LN2, Math.LN2, 2 * Math.LN2, 0]],
    ["top", [Math.LN2 / 2, Math.LN2, Math.LN2, 0]],
  ])("%s", async (aggregate, expected) => {
    const { picks, scores } = await boxEntropy.select({ detections }, request(4, 4, { aggregate, top: 2 }));
    picks.forEach((item, i) => expect(scores[i]).toBeCloseTo(expected[item], 12));
  });

  test("the sum alone asks for the crowded image, the mean does not", async () => {
    const first = async (aggregate: string): Promise<number> =>
      (await boxEntropy.select({ detections }, request(4, 1, { aggregate }))).picks[0];
    expect(await first("sum")).toBe(2);
    expect(await first("mean")).toBe(1);
  });

  test("boxes below the floor do not count, be they in the image or its like", async () => {
    const faint = [0, 0, 4, 4, 0.2, 0.8];
    const both = detectionsOf([[faint, even]]);
    const { scores, why } = await boxEntropy.select({ detections: both }, request(1, 1, { floor: 0.3 }));
    expect(scores[0]).toBeCloseTo(Math.LN2, 12);
    expect(why[0]).toBe(
      "mean entropy 0.693 nats of 1 box, highest at 0,0 to 4,4 (class 0 at 0.5), rank 1 of 1",
    );
    const none = await boxEntropy.select({ detections: both }, request(1, 1, { floor: 0.6 }));
    expect([none.scores[0], none.why[0]]).toEqual([0, "no boxes found, entropy 0, rank 1 of 1"]);
  });

  test("a box that is surely background is no doubt, given an object or not", async () => {
    const nothing = detectionsOf([[[0, 0, 4, 4, 0, 0, 1]]]);
    for (const strategy of [boxEntropy, boxMargin, boxLeastConfidence])
      for (const background of ["class", "left-out"]) {
        const { scores } = await strategy.select({ detections: nothing }, request(1, 1, { background }));
        expect(scores[0], `${strategy.name} ${background}`).toBe(0);
      }
  });

  test("rare classes count more: (N + C) / (N_c + 1)", async () => {
    const common = [0, 0, 4, 4, 0.5, 0, 0.5];
    const rare = [0, 0, 4, 4, 0, 0.5, 0.5];
    const three = detectionsOf([[common, common], [common], [rare]]);
    const { picks, scores } = await boxEntropy.select(
      { detections: three },
      request(3, 3, { weights: "rare" }),
    );
    expect(picks[0]).toBe(2);
    expect(scores[0]).toBeCloseTo((Math.LN2 * 6) / 2, 12);
    expect(scores[1]).toBeCloseTo((Math.LN2 * 6) / 4, 12);
  });
});

describe("boxes that move", () => {
  const box = (x: number, p: number): number[] => [x, 0, x + 10, 10, p, 1 - p];
  const detections = detectionsOf([[box(0, 0.8)], [box(0, 0.8)], []]);

  test("localisation stability is the mean overlap over noise levels, weighted by P", async () => {
    const noisyDetections = [
      detectionsOf([[box(0, 0.5)], [box(5, 0.9)], [box(3, 0.5)]]),
      detectionsOf([[box(0, 0.5)], [], []]),
    ];
    const given = { detections, noisyDetections };
    const params = { classWeight: 0 };
    const { picks, scores, why } = await localisationStability.select(given, request(3, 3, params));
    expect(Array.from(picks.subarray(0, 1))).toEqual([1]);
    expect(scores[0]).toBeCloseTo(1 - 1 / 6, 12); // overlaps 1/3 and 0
    expect(Array.from(scores.subarray(1))).toEqual([0, 0]);
    expect(why[0]).toBe("1 box keeps 16.7 % of its place under noise, score 0.833, rank 1 of 3");
    const withClass = await localisationStability.select(given, request(3, 3));
    expect(withClass.scores[0]).toBeCloseTo(1 - 1 / 6 + 0.2, 6);
  });

  test("a box lost when mirrored is at consistency 0, one that stays at IoU + P", async () => {
    const flippedDetections = detectionsOf([[box(0, 0.8)], [box(40, 0.8)], []]);
    const scoresOf = async (base: number): Promise<number[]> => {
      const given = { detections, flippedDetections };
      const { picks, scores } = await boxFlipConsistency.select(given, request(3, 3, { base }));
      return [0, 1, 2].map((item) => scores[picks.indexOf(item)]);
    };
    const [kept, lost, none] = await scoresOf(0);
    expect(kept).toBeCloseTo(2 - 1.8, 6);
    expect([lost, none]).toEqual([2, 0]);
    const [near, far] = await scoresOf(1.3);
    expect(near).toBeCloseTo(0.8, 6);
    expect(far).toBeCloseTo(0, 12);
  });

  test("a box that half of the passes miss tells ln 2 when they are sure", async () => {
    const sure = detectionsOf([[box(0, 1)]]);
    const gone: Detections = {
      ...sure,
      starts: Int32Array.of(0, 0),
      corners: new Float32Array(0),
      probabilities: matrix(0, 2),
    };
    const given = { detections: sure, detectionPasses: [sure, gone, gone, sure] };
    const { scores } = await boxDropout.select(given, request(1, 1));
    expect(scores[0]).toBeCloseTo(Math.LN2, 12);
  });
});
