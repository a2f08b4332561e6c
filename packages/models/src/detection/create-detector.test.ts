/** Detectors learn, repeat, resume, tell losses, look at views, and leave as files. */
import { keyFrom, type PixelSet, type TrueBoxes } from "@querent/core";
import { createSession, sizeOf } from "@querent/graph";
import { afterAll, describe, expect, it } from "vitest";
import { boxesOf, type BoxNote } from "../../test/boxes.ts";
import { runFile } from "@querent/graph/testing";
import { createDetector } from "./create-detector.ts";
import type { Detector, DetectorSettings } from "./detector-contract.ts";
import { overlapOf } from "./non-maximum-suppression.ts";
import { compact } from "./networks/compact.ts";
import { ssd300 } from "./networks/ssd300.ts";

const settings: DetectorSettings = {
  network: "compact",
  recipe: "cpu",
  classes: 2,
  height: 64,
  width: 96,
  channels: 1,
  normalisation: { mean: [0.2], std: [0.3] },
  provider: "cpu",
  threads: 1,
  epochs: 4,
};
const opened: Detector[] = [];
const make = (changes: Partial<DetectorSettings> = {}): Detector => {
  const detector = createDetector({ ...settings, ...changes });
  opened.push(detector);
  return detector;
};
afterAll(async () => {
  for (const each of opened) await each.release();
});
const key = keyFrom(1);

/** Bright squares (class 0) and grey bars (class 1) on black, one or two an image; every fifth image has none. */
function squaresAndBars(count: number): { images: PixelSet; truth: TrueBoxes[]; indices: Int32Array } {
  const [width, height] = [96, 64];
  const data = new Uint8Array(count * width * height);
  const truth = Array.from({ length: count }, (_, item) => {
    const boxes: BoxNote[] = [];
    for (let part = 0; part < (item % 5 === 4 ? 0 : 1 + (item % 2)); part++) {
      const cls = (item + part) % 2;
      const [w, h] = cls === 0 ? [22, 22] : [34, 16];
      const x = part * 48 + ((item * 7 + part * 3) % (47 - w));
      const y = (item * 11 + part * 17) % (63 - h);
      for (let row = y; row < y + h; row++)
        data.fill(
          cls === 0 ? 250 : 120,
          (item * height + row) * width + x,
          (item * height + row) * width + x + w,
        );
      boxes.push({ corners: [x, y, x + w, y + h], cls });
    }
    return boxesOf(boxes);
  });
  const images = { count, height, width, channels: 1, data };
  return { images, truth, indices: Int32Array.from({ length: count }, (_, at) => at) };
}

const bytesOf = (weights: ReadonlyMap<string, { data: ArrayBufferView }>): Buffer[] =>
  [...weights.values()].map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));

describe("createDetector", () => {
  it("learns squares and bars, and finds them in images it has not seen", async () => {
    const train = squaresAndBars(40);
    const detector = make({ epochs: 40 });
    const model = await detector.train({ ...train, key, module: "ranking" });
    const test = squaresAndBars(60);
    const indices = test.indices.slice(40);
    const { found, detections, embeddings, boxEmbeddings, predictedLoss } = await model.predict(
      test.images,
      indices,
    );
    let [right, all] = [0, 0];
    indices.forEach((item, at) => {
      const { count, corners, classes } = test.truth[item];
      for (let box = 0; box < count; box++) {
        all++;
        const one = corners.slice(4 * box, 4 * box + 4);
        const good = Array.from(found[at].classes.keys()).some(
          (k) =>
            found[at].scores[k] > 0.5 &&
            found[at].classes[k] === classes[box] &&
            overlapOf(Float64Array.from([...one, ...found[at].corners.slice(4 * k, 4 * k + 4)]), 0, 1) > 0.5,
        );
        if (good) right++;
      }
    });
    expect(right / all).toBeGreaterThan(0.8);
    expect([embeddings.rows, embeddings.cols, predictedLoss?.length]).toEqual([20, 112, 20]);
    expect(boxEmbeddings.rows).toBe(detections.starts[20]);
    for (let row = 0; row < detections.probabilities.rows; row++) {
      const sum = detections.probabilities.data.subarray(3 * row, 3 * row + 3).reduce((a, b) => a + b);
      expect(sum).toBeCloseTo(1, 5);
    }

    const mirrored = await model.predict(test.images, indices, { view: { mirrored: true } });
    const best = (boxes: { corners: Float64Array; count: number }): number => boxes.corners[0];
    const near = found.filter(
      (boxes, at) => boxes.count > 0 && Math.abs(best(boxes) - best(mirrored.found[at])) < 8,
    );
    expect(near.length).toBeGreaterThan(10);
    const noise = { deviation: 60, key };
    const noisy = await model.predict(test.images, indices, { view: { noise } });
    expect(noisy.embeddings.data).not.toEqual(embeddings.data);
    expect((await model.predict(test.images, indices, { view: { noise } })).embeddings.data).toEqual(
      noisy.embeddings.data,
    );

    const losses = await model.losses({ ...test, indices: Int32Array.of(44, 41, 41) });
    expect(losses[1]).toBe(losses[2]);
    expect([...losses].every((loss) => Number.isFinite(loss) && loss > 0)).toBe(true);
    expect(detector.stepsFor(40)).toBe(40 * 5);
  }, 120_000);

  it("repeats by key, resumes to the same bits, and begins the same with the module and without", async () => {
    const train = squaresAndBars(8);
    const detector = make({ epochs: 6 });
    const whole = await detector.train({ ...train, key });
    const again = await detector.train({ ...train, key });
    expect(bytesOf(again.weights)).toEqual(bytesOf(whole.weights));
    const other = await detector.train({ ...train, key: keyFrom(2) });
    expect(bytesOf(other.weights)).not.toEqual(bytesOf(whole.weights));
    const states: Uint8Array[] = [];
    await detector.train({ ...train, key, checkpoint: { everySteps: 3, save: (s) => void states.push(s) } });
    const resumed = await detector.train({ ...train, key, resume: states[0] });
    expect(bytesOf(resumed.weights)).toEqual(bytesOf(whole.weights));
    const moved = [...train.truth];
    moved[0] = boxesOf([{ corners: [1, 1, 20, 20], cls: 0 }]);
    await expect(detector.train({ ...train, truth: moved, key, resume: states[0] })).rejects.toThrow(
      "must be resumed with the settings",
    );
  });

  it("drops whole channels by key, the same for every item, and only where the network has dropout", async () => {
    const train = squaresAndBars(8);
    const detector = make({ network: "compact-dropout" });
    expect(detector.dropoutRate).toBe(0.1);
    expect(make().dropoutRate).toBeUndefined();
    const model = await detector.train({ ...train, key });
    const twice = Int32Array.of(3, 3);
    const pass = async (seed?: number) =>
      model.predict(train.images, twice, { view: { ...(seed && { dropout: keyFrom(seed) }) } });
    const [still, one, again, other] = [await pass(), await pass(1), await pass(1), await pass(2)];
    expect(one.found[0]).toEqual(one.found[1]);
    expect(one.found).toEqual(again.found);
    expect(one.found[0]).not.toEqual(other.found[0]);
    expect(one.found[0]).not.toEqual(still.found[0]);
    const plain = await make().train({ ...train, key });
    await expect(plain.predict(train.images, twice, { view: { dropout: key } })).rejects.toThrow(
      'Only a network with dropout can be asked with it; got "compact"',
    );
  });

  it("leaves as a file that gives the scores, boxes and predicted loss that the detector has", async () => {
    const train = squaresAndBars(8);
    const model = await make().train({ ...train, key, module: "ranking" });
    const some = Int32Array.of(2, 5, 7);
    const { found, predictedLoss } = await model.predict(train.images, some);
    const images = new Float32Array(3 * 64 * 96);
    some.forEach((item, at) => {
      for (let i = 0; i < 64 * 96; i++)
        images[at * 64 * 96 + i] = train.images.data[item * 64 * 96 + i] / 255;
    });
    const results = await runFile(await model.exportOnnx(), {
      images: { shape: [3, 1, 64, 96], data: images },
    });
    const anchors = compact.build(settings).anchors.count;
    expect(results.scores.data.length).toBe(3 * anchors * 3);
    some.forEach((_, at) => {
      const { scores, classes, corners } = found[at];
      const row = [...results.scores.data].slice(at * anchors * 3, (at + 1) * anchors * 3);
      const best = row.reduce((top, value, k) => (k % 3 !== 2 && value > row[top] ? k : top), 0);
      expect(row[best]).toBeCloseTo(scores[0], 5);
      expect(best % 3).toBe(classes[0]);
      const box = results.boxes.data.slice(
        4 * (at * anchors + Math.floor(best / 3)),
        4 * (at * anchors + Math.floor(best / 3)) + 4,
      );
      box.forEach((value, k) => {
        const side = k % 2 ? 64 : 96;
        expect(Math.min(side, Math.max(0, value * side))).toBeCloseTo(corners[k], 2);
      });
      expect(results.predicted_loss.data[at]).toBeCloseTo(predictedLoss![at], 4);
    });
  });

  it.each([
    [
      "a class that is none",
      { cls: 2, corners: [1, 1, 9, 9] },
      "must be in [0, 2); got 2 for box 0 of image 1",
    ],
    ["a box outside", { cls: 0, corners: [1, 1, 97, 9] }, "inside the image of 96 x 64 pixels"],
    ["a box of no area", { cls: 0, corners: [9, 1, 9, 9] }, "x1 < x2"],
    ["NaN", { cls: 0, corners: [NaN, 1, 9, 9] }, "x1 < x2"],
  ])("refuses %s", async (_, box, message) => {
    const train = squaresAndBars(4);
    train.truth[1] = boxesOf([box]);
    await expect(make().train({ ...train, key })).rejects.toThrow(message);
  });

  it("refuses too few lists of boxes, no class, and sizes that do not suit", async () => {
    const train = squaresAndBars(4);
    await expect(make().train({ ...train, truth: train.truth.slice(1), key })).rejects.toThrow(
      "one list of boxes an image; got 3 for 4",
    );
    expect(() => make({ classes: 0 })).toThrow("at least one class; got 0");
    expect(() => make({ height: 32 })).toThrow("at least 64 x 64; got 32 x 96");
    expect(() => make({ network: "ssd300" })).toThrow("300 x 300 pixels; got 64 x 96");
    expect(() => make({ network: "yolo" })).toThrow("there are: compact, compact-dropout, ssd300");
    expect(() => make({ recipe: "quick" })).toThrow("there are: cpu, paper");
  });
});

describe("ssd300", () => {
  const size = { classes: 20, height: 300, width: 300, channels: 3 };
  const network = ssd300.build(size);

  it("has the paper's 8,732 anchors and the 26,285,486 parameters of its VOC form", () => {
    expect(network.anchors.count).toBe(8732);
    expect(network.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(26_285_486);
  });

  it("takes a training step with the module", async () => {
    const data = new Uint8Array(2 * 300 * 300 * 3).map((_, at) => (at * 31) % 251);
    const images = { count: 2, height: 300, width: 300, channels: 3, data };
    const truth = [boxesOf([{ corners: [20, 30, 200, 220], cls: 3 }]), boxesOf([])];
    const detector = createDetector(
      { ...settings, ...size, network: "ssd300", recipe: "paper", epochs: 1, normalisation: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } }, // prettier-ignore
      createSession,
    );
    const model = await detector.train({
      images,
      truth,
      indices: Int32Array.of(0, 1),
      key,
      module: "ranking",
    });
    expect(model.finalLoss).toBeGreaterThan(0);
    const { predictedLoss, found } = await model.predict(images, Int32Array.of(1));
    expect([predictedLoss!.length, found.length]).toEqual([1, 1]);
    await model.release();
    await detector.release();
  }, 120_000);
});
