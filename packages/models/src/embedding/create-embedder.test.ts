import { keyFrom } from "@querent/core";
import { describe, expect, it } from "vitest";
import { syntheticImages } from "../../test/synthetic-images.ts";
import { createClassifier } from "../classification/create-classifier.ts";
import { createEmbedder } from "./create-embedder.ts";

const machine = { provider: "cpu", threads: 1 } as const;

describe("createEmbedder", () => {
  it("gives the features that the network of the file gives, for any number of images", async () => {
    const { images, labels, indices: all } = syntheticImages(40, 3, 0, 3);
    const classifier = createClassifier({
      network: "small",
      recipe: "quick",
      epochs: 1,
      classes: 3,
      height: 8,
      width: 8,
      channels: 3,
      normalisation: { mean: [0.3, 0.4, 0.5], std: [0.2, 0.25, 0.3] },
      ...machine,
    });
    const model = await classifier.train({ images, labels, indices: all, key: keyFrom(1) });
    const bytes = await model.exportOnnx();
    const embedder = await createEmbedder(bytes, {
      output: "embedding",
      side: 8,
      mean: 0,
      spread: 255,
      ...machine,
    });
    const found = await embedder.embed(images, all);
    const { embeddings } = await model.predict(images, all);
    expect([found.rows, found.cols, embedder.dimensions]).toEqual([40, 128, 128]);
    found.data.forEach((value, at) => expect(value).toBeCloseTo(embeddings.data[at], 3));
    await expect(embedder.embed({ ...images, height: 4, width: 16 }, all)).rejects.toThrow(
      /must be 8 x 8 x 3/,
    );
    await expect(createEmbedder(bytes, { output: "nothing", side: 8, ...machine })).rejects.toThrow(
      /got "nothing", it has logits, embedding/,
    );
    await embedder.release();
    await model.release();
    await classifier.release();
  });
});
