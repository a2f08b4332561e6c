/** Boxes as they must not be, and pools in which none is found. */

import { expect, test } from "vitest";
import { example } from "../../conformance/example.ts";
import { matrix } from "../../array/matrix.ts";
import type { Detections, SelectionRequest, Signals } from "../contract.ts";
import { joints } from "../joints/index.ts";
import { jointDropout } from "../joints/joint-dropout.ts";
import { jointFlipConsistency } from "../joints/joint-flip-consistency.ts";
import { overlap } from "../shared/boxes/overlap.ts";
import { boxEntropy } from "./box-entropy.ts";
import { boxFlipConsistency } from "./box-flip-consistency.ts";
import { boxes } from "./index.ts";
import { localisationStability } from "./localisation-stability.ts";

const { signals, request } = example({ seed: "bad boxes" });
const detections = signals.detections!;

test("a pool in which nothing is found is picked from by chance, with scores of zero", async () => {
  const n = request.ids.length;
  const none: Detections = {
    starts: new Int32Array(n + 1),
    corners: new Float32Array(0),
    probabilities: matrix(0, 4),
  };
  const empty: Signals = {
    detections: none,
    boxEmbeddings: matrix(0, 5),
    flippedDetections: none,
    noisyDetections: [none, none],
    detectionPasses: [none, none],
  };
  for (const strategy of boxes) {
    const params: SelectionRequest["params"] = strategy.name === "object-frequency" ? { least: 1 } : {};
    const { picks, scores, why } = await strategy.select(empty, { ...request, params });
    expect(new Set(picks).size, strategy.name).toBe(request.batchSize);
    expect(new Set(scores), strategy.name).toEqual(new Set([strategy.name === "object-frequency" ? 1 : 0]));
    expect(why[0], strategy.name).toMatch(/no (boxes|objects)/);
  }
});

test("an item whose boxes appear only in the mirrored image or under noise scores as one without boxes", async () => {
  const gone: Detections = { ...detections, starts: detections.starts.map(() => 0) };
  const none = { ...gone, corners: new Float32Array(0), probabilities: matrix(0, 4) };
  const given = { ...signals, detections: none };
  for (const strategy of [boxFlipConsistency, localisationStability])
    expect(new Set((await strategy.select(given, request)).scores)).toEqual(new Set([0]));
});

test.each<[string, Partial<Detections>, RegExp]>([
  ["swapped corners", { corners: detections.corners.map((x) => -x) }, /finite with x1 <= x2 and y1 <= y2/],
  ["starts that fall", { starts: detections.starts.map((s, i) => (i === 5 ? 9999 : s)) }, /that rise from 0/],
  ["a missing corner", { corners: detections.corners.slice(1) }, /four corners and a probability/],
  [
    "logits",
    { probabilities: { ...detections.probabilities, data: detections.probabilities.data.map((p) => 3 * p) } },
    /probabilities of the boxes found of item "images.*" must (be in \[0, 1\]|sum to 1)/,
  ],
])("%s are refused", async (_what, change, message) => {
  const given = { detections: { ...detections, ...change } };
  await expect(boxEntropy.select(given, request)).rejects.toThrow(message);
});

test("boxes of models with other classes, and lists without boxes, are refused", async () => {
  const { probabilities, starts } = signals.flippedDetections!;
  const even = { ...probabilities, cols: 2, data: new Float32Array(2 * starts[starts.length - 1]).fill(0.5) };
  const flippedDetections = { ...signals.flippedDetections!, probabilities: even };
  await expect(boxFlipConsistency.select({ ...signals, flippedDetections }, request)).rejects.toThrow(
    "must have the 4 columns of probabilities that the others have; got 2",
  );
  await expect(localisationStability.select({ ...signals, noisyDetections: [] }, request)).rejects.toThrow(
    "must be a list of at least 1 detections; got 0",
  );
});

test("maps of another shape and a single pass are refused", async () => {
  const { heatMaps, pointPasses } = signals as Required<Signals>;
  const turned = { ...heatMaps, joints: 1, height: 2 * heatMaps.height };
  await expect(jointFlipConsistency.select({ heatMaps, flippedHeatMaps: turned }, request)).rejects.toThrow(
    "must have the shape of the others, 2 x 6 x 6 an item; got 1 x 12 x 6",
  );
  const one = { ...pointPasses, members: 1 };
  await expect(jointDropout.select({ pointPasses: one }, request)).rejects.toThrow(
    "at least two passes; got 1",
  );
});

test("maps of zeros have one score, and it is finite", async () => {
  const { heatMaps, pointPasses } = signals as Required<Signals>;
  const zeros = { ...heatMaps, data: new Float32Array(heatMaps.data.length) };
  const still = { ...pointPasses, data: new Float32Array(pointPasses.data.length) };
  const given = { heatMaps: zeros, flippedHeatMaps: zeros, pointPasses: still };
  for (const strategy of joints) {
    const { scores } = await strategy.select(given, request);
    expect(new Set(scores).size, strategy.name).toBe(1);
    expect(Number.isFinite(scores[0]), strategy.name).toBe(true);
  }
});

test("overlap of boxes apart, touching, inside one another, alike, and without an area", () => {
  const at = (...corners: number[]): Float32Array => Float32Array.from(corners);
  const square = at(0, 0, 10, 10);
  const cases: [Float32Array, number][] = [
    [at(20, 20, 30, 30), 0],
    [at(10, 0, 20, 10), 0],
    [at(0, 0, 5, 10), 0.5],
    [at(5, 0, 15, 10), 1 / 3],
    [square, 1],
    [at(3, 3, 3, 3), 0],
  ];
  for (const [other, expected] of cases) {
    expect(overlap(square, 0, other, 0)).toBeCloseTo(expected, 12);
    expect(overlap(other, 0, square, 0)).toBeCloseTo(expected, 12);
  }
  expect(overlap(at(3, 3, 3, 3), 0, at(3, 3, 3, 3), 0)).toBe(0);
});
