import { columnStatistics, generator, keyFrom, rankingAccuracy } from "@querent/core";
import { describe, expect, it } from "vitest";
import type { ClassifierSettings, TrainRequest } from "./classifier-contract.ts";
import { createClassifier } from "./create-classifier.ts";

const dimensions = 40;
const count = 460;
const classes = 3;
const key = keyFrom(1);

/** Three blobs that overlap in a few of many dimensions. */
function blobs(): Pick<TrainRequest, "images" | "labels"> {
  const draw = generator(keyFrom("overlapping blobs"));
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
  const data = Float32Array.from({ length: count * dimensions }, (_, at) => {
    const [i, c] = [Math.floor(at / dimensions), at % dimensions];
    return draw.normal() + (c < 6 && c % classes === labels[i] ? 1.5 : 0);
  });
  const features = { rows: count, cols: dimensions, data };
  return {
    images: { count, height: 1, width: 1, channels: 1, data: new Uint8Array(count), features },
    labels,
  };
}

const { images, labels } = blobs();
const settings: ClassifierSettings = {
  network: "head",
  recipe: "head",
  classes,
  height: 1,
  width: 1,
  channels: dimensions,
  normalisation: columnStatistics(images.features!),
  provider: "cpu",
  threads: 1,
};
const indices = Int32Array.from({ length: 60 }, (_, i) => i);
const others = Int32Array.from({ length: 400 }, (_, i) => 60 + i);
const request: TrainRequest = { images, labels, indices, key };

describe("the module of a head on frozen features", () => {
  it("leaves the head as it is without the module, bit for bit, and orders unseen images by their losses", async () => {
    const head = createClassifier(settings);
    const plain = await head.train(request);
    const model = await head.train({ ...request, module: "ranking" });
    for (const [name, { data }] of plain.weights) expect(model.weights.get(name)!.data).toEqual(data);
    expect(model.finalLoss).toBe(plain.finalLoss);
    expect([plain.hasModule, model.hasModule]).toEqual([false, true]);

    const unseen = await model.losses({ images, labels, indices: others });
    const { predictedLoss } = await model.predict(images, others);
    expect(rankingAccuracy(predictedLoss!, unseen)).toBeGreaterThan(0.75);
    for (const each of [plain, model]) await each.release();
    await head.release();
  });

  it("tells of every step of both trainings, as many as it said, and is the same when trained again", async () => {
    const head = createClassifier({ ...settings, epochs: 2 });
    for (const n of [2, 7, 60]) {
      const told: number[] = [];
      const few = { ...request, indices: indices.subarray(0, n), module: "mse" } as const;
      const model = await head.train({
        ...few,
        progress: ({ step, steps }) => {
          expect(steps).toBe(head.stepsFor(n, "mse"));
          told.push(step);
        },
      });
      expect(told).toEqual(Array.from({ length: head.stepsFor(n, "mse") }, (_, i) => i + 1));
      const again = await head.train(few);
      for (const [name, { data }] of model.weights) expect(again.weights.get(name)!.data).toEqual(data);
      for (const each of [model, again]) await each.release();
    }
    expect(head.stepsFor(60, "ranking")).toBe(2 * head.stepsFor(60));
    await head.release();
  });

  it("stops between two steps, of the head or of the module", async () => {
    const head = createClassifier({ ...settings, epochs: 2 });
    const steps = head.stepsFor(60, "ranking");
    for (const last of [3, steps - 3]) {
      const stop = new AbortController();
      const stopped = head.train({
        ...request,
        module: "ranking",
        abort: stop.signal,
        progress: ({ step }) => void (step === last && stop.abort(new Error("enough"))),
      });
      await expect(stopped).rejects.toThrow("enough");
    }
    await head.release();
  });

  it("refuses what it cannot do", async () => {
    expect(() => createClassifier({ ...settings, moduleWeight: 0.5 })).toThrow(
      /moduleWeight must be left out for a head .*; got 0.5/,
    );
    const head = createClassifier(settings);
    const resumed = head.train({ ...request, module: "ranking", resume: new Uint8Array() });
    await expect(resumed).rejects.toThrow(/no checkpoints/);
    await head.release();
  });
});
