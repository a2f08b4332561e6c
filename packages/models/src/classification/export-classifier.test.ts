import { keyFrom } from "@querent/core";
import { decodeModel } from "@querent/graph";
import { relativeDifference, runFile } from "@querent/graph/testing";
import { expect, test } from "vitest";
import { syntheticImages } from "../../test/synthetic-images.ts";
import { createClassifier } from "./create-classifier.ts";

const key = keyFrom(1);

test.each(["small-dropout", "resnet18"])(
  "a trained %s leaves as a file that gives its predictions for any number of images",
  async (network) => {
    const data = syntheticImages(10, 3, 0, 3);
    const normalisation = { mean: [0.3, 0.4, 0.5], std: [0.25, 0.2, 0.3] };
    const classifier = createClassifier({
      network,
      recipe: "cpu",
      classes: 3,
      height: 8,
      width: 8,
      channels: 3,
      normalisation,
      provider: "cpu",
      threads: 1,
      epochs: 2,
    });
    const trained = await classifier.train({ ...data, key, module: "ranking" });
    const { probabilities, embeddings, predictedLoss } = await trained.predict(data.images, data.indices);
    const pixels = new Float32Array(10 * 3 * 64); // (N, C, H, W) in [0, 1]
    for (let item = 0; item < 10; item++)
      for (let at = 0; at < 64; at++)
        for (let c = 0; c < 3; c++)
          pixels[item * 192 + c * 64 + at] = data.images.data[item * 192 + at * 3 + c] / 255;
    const file = await trained.exportOnnx();
    const scored = await runFile(file, { images: { shape: [10, 3, 8, 8], data: pixels } });
    expect(Object.keys(scored)).toEqual(["logits", "embedding", "predicted_loss"]);
    expect(relativeDifference(scored.embedding.data, embeddings.data)).toBeLessThan(1e-5);
    expect(relativeDifference(scored.predicted_loss.data, predictedLoss!)).toBeLessThan(1e-5);
    for (let i = 0; i < 10; i++) {
      const logits = scored.logits.data.slice(i * 3, i * 3 + 3);
      const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
      const total = powers.reduce((sum, power) => sum + power, 0);
      for (let c = 0; c < 3; c++) expect(probabilities.data[i * 3 + c]).toBeCloseTo(powers[c] / total, 3);
    }
    const plain = await classifier.train({ ...data, key });
    const { graph, metadata } = decodeModel(await plain.exportOnnx());
    expect(graph.outputs.map(({ name }) => name)).toEqual(["logits", "embedding"]);
    expect(metadata).toMatchObject({ network, recipe: "cpu", mean: "[0.3,0.4,0.5]" });
    for (const each of [trained, plain, classifier]) await each.release();
  },
  120_000,
);
