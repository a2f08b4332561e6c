import { accuracy, argmaxRows, columnStatistics, generator, keyFrom } from "@querent/core";
import type { PixelSet } from "@querent/core";
import { createSession } from "@querent/graph";
import { describe, expect, it } from "vitest";
import type { ClassifierSettings } from "../classifier-contract.ts";
import { createClassifier } from "../create-classifier.ts";

const dimensions = 12;
const count = 300;
const key = keyFrom(1);

/** Three blobs in twelve dimensions, each dimension of another scale; the pixels say nothing. */
function blobs(): { images: PixelSet; labels: Int32Array } {
  const draw = generator(keyFrom("blobs"));
  const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
  const data = Float32Array.from({ length: count * dimensions }, (_, at) => {
    const [i, c] = [Math.floor(at / dimensions), at % dimensions];
    return 10 ** (c % 4) * (draw.normal() + (c % 3 === labels[i] ? 1.5 : 0) + 5);
  });
  const features = { rows: count, cols: dimensions, data };
  return {
    images: { count, height: 2, width: 2, channels: 1, data: new Uint8Array(4 * count), features },
    labels,
  };
}

const { images, labels } = blobs();
const settings: ClassifierSettings = {
  network: "head",
  recipe: "head",
  classes: 3,
  height: 1,
  width: 1,
  channels: dimensions,
  normalisation: columnStatistics(images.features!),
  provider: "cpu",
  threads: 1,
};
const indices = Int32Array.from({ length: 90 }, (_, i) => i);
const others = Int32Array.from({ length: 200 }, (_, i) => 100 + i);

describe("a head on features", () => {
  it("learns what features tell, whatever their scale, and nothing of pixels", async () => {
    const classifier = createClassifier(settings);
    const model = await classifier.train({ images, labels, indices, key });
    const { probabilities, embeddings } = await model.predict(images, others);
    expect(
      accuracy(
        argmaxRows(probabilities),
        others.map((i) => labels[i]),
      ),
    ).toBeGreaterThan(0.9);
    const { mean, std } = settings.normalisation;
    expect(embeddings.data[5]).toBeCloseTo(
      (images.features!.data[100 * dimensions + 5] - mean[5]) / std[5],
      4,
    );
    await model.release();
    await classifier.release();
  });

  it("trains the module along, and leaves as a file that predicts the same", async () => {
    const classifier = createClassifier(settings);
    const model = await classifier.train({ images, labels, indices, key, module: "ranking" });
    const { probabilities, predictedLoss } = await model.predict(images, others);
    const ort = await import("onnxruntime-node");
    const session = await ort.InferenceSession.create(await model.exportOnnx());
    const rows = new Float32Array(others.length * dimensions);
    others.forEach((item, at) =>
      rows.set(images.features!.data.subarray(item * dimensions, (item + 1) * dimensions), at * dimensions),
    );
    const found = await session.run({
      images: new ort.Tensor("float32", rows, [others.length, dimensions, 1, 1]),
    });
    const loss = found.predicted_loss.data as Float32Array;
    predictedLoss!.forEach((value, at) => expect(loss[at]).toBeCloseTo(value, 4));
    const logits = found.logits.data as Float32Array;
    const winner = (at: number): number =>
      [0, 1, 2].reduce((best, c) => (logits[3 * at + c] > logits[3 * at + best] ? c : best), 0);
    expect(Array.from(others, (_, at) => winner(at))).toEqual([...argmaxRows(probabilities)]);
    await session.release();
    await model.release();
    await classifier.release();
  });

  it("refuses images without features, with others, and pixels of another shape", async () => {
    const classifier = createClassifier(settings);
    const { features: _, ...bare } = images;
    await expect(classifier.train({ images: bare, labels, indices, key })).rejects.toThrow(
      /needs 12 of each of 300 images; got none/,
    );
    const narrow = { ...images, features: { rows: count, cols: 2, data: new Float32Array(2 * count) } };
    await expect(classifier.train({ images: narrow, labels, indices, key })).rejects.toThrow(/got 2 of 300/);
    expect(() => createClassifier({ ...settings, height: 2 }, createSession)).toThrow(/made for 1 x 1/);
    await classifier.release();
  });
});
