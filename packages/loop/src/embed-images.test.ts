/** Embeddings in a project: made by a network, taken from elsewhere, and what is trained and chosen by them. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keyFrom } from "@querent/core";
import { writeNpy } from "@querent/formats";
import { decodeAll } from "@querent/images";
import { createClassifier } from "@querent/models";
import { expect, test } from "vitest";
import { contextOf, drawShade, drawShades, newHome, projectOn } from "../test/small-project.ts";
import { chooseBatch } from "./choose-batch.ts";
import { embedImages, takeEmbeddings } from "./embed-images.ts";
import { indexImages } from "./index-images.ts";
import { hiddenLabels } from "./oracles/hidden-labels.ts";
import { embeddingsOf } from "./project-embeddings.ts";
import { simulate } from "./simulate.ts";
import { trainModel } from "./train-model.ts";

async function small() {
  const home = newHome();
  const truth = drawShades(join(home, "images"), 40);
  const project = await projectOn(home, { examSize: 4 });
  return { home, truth, project, context: contextOf(home) };
}

/** A small network for 12 x 12 images as an ONNX file, and the features it gives of the files. */
async function networkFile(home: string, ids: readonly string[]) {
  const files = ids.map((id) => ({ id, file: join(home, "images", id) }));
  const { pixels } = await decodeAll(files, { width: 12, height: 12, channels: 3, cacheDir: false });
  const classifier = createClassifier({
    network: "small",
    recipe: "quick",
    epochs: 1,
    classes: 3,
    height: 12,
    width: 12,
    channels: 3,
    normalisation: { mean: [0, 0, 0], std: [1, 1, 1] },
    provider: "cpu",
    threads: 1,
  });
  const indices = Int32Array.from(ids.keys());
  const labels = indices.map((i) => i % 3);
  const model = await classifier.train({ images: pixels, labels, indices, key: keyFrom(1) });
  const { embeddings } = await model.predict(pixels, indices);
  const path = join(home, "network.onnx");
  writeFileSync(path, await model.exportOnnx());
  await model.release();
  await classifier.release();
  return { path, embeddings };
}

test("a network embeds every image, those that come later too, and is kept in the project", async () => {
  const { home, project, context } = await small();
  const items = [...project.items()];
  const { path, embeddings } = await networkFile(
    home,
    items.map(({ id }) => id),
  );
  const first = await embedImages(project, context, path, { output: "embedding", side: 12 });
  expect(first).toMatchObject({ embedded: 40, known: 0, dimensions: 128, unusable: [] });
  const found = await embeddingsOf(project, items);
  const scale = 255 / 127.5; // the embedder feeds (x - 127.5) / 127.5, the file was trained on x / 255
  expect([found.rows, found.cols, scale]).toEqual([embeddings.rows, embeddings.cols, 2]);
  const seq = project.lastSeq();
  const second = await embedImages(project, context, path, { output: "embedding", side: 12 });
  expect(second).toMatchObject({ embedded: 0, known: 40 });
  expect(project.lastSeq()).toBe(seq);
  rmSync(join(project.folder, "embeddings"), { recursive: true });
  expect(await embedImages(project, context, path, { output: "embedding", side: 12 })).toEqual(first);
  expect((await embeddingsOf(project, items)).data).toEqual(found.data);
  drawShade(join(home, "images", "new.png"), "new", 1);
  await indexImages(project, context);
  await expect(embeddingsOf(project, [...project.items()])).rejects.toThrow(
    /1 of 41 are not, new.png the first/,
  );
  const kept = project.settings().network.embeddings as { readonly file: string };
  expect(readFileSync(join(project.folder, kept.file)).equals(readFileSync(path))).toBe(true);
  const again = await embedImages(project, context, join(project.folder, kept.file), {
    output: "embedding",
    side: 12,
  });
  expect(again).toMatchObject({ embedded: 1, known: 40 });
  const rest = await embeddingsOf(project, items.slice(3, 7)); // in the order asked for
  expect([...rest.data]).toEqual([...found.data.subarray(3 * 128, 7 * 128)]);
});

test("features of one's own train a head, and strategies choose by them without an image", async () => {
  const { home, truth, project, context } = await withFeatures();
  const rounds = await simulate(project, context, hiddenLabels(truth), {
    batch: 6,
    strategy: "entropy",
    randomShare: 0,
    budget: 22, // the exam set and three batches
  });
  expect(rounds.at(-1)!.evaluation.figure!.estimate).toBeGreaterThan(0.7); // four images
  expect(project.models().at(-1)!.settings).toMatchObject({ network: "head" });
  const full = await trainModel(project, { ...context, full: true });
  expect(project.model(full.model)!.settings).toMatchObject({ network: "small" });

  rmSync(join(home, "images"), { recursive: true }); // nothing is read from here on
  const models = project.models().length;
  const { items } = await chooseBatch(project, context, { batch: 5, strategy: "core-set", randomShare: 0 });
  expect(items).toHaveLength(5);
  expect(project.models()).toHaveLength(models);
});

test("the loss prediction module of a head chooses, and says by what", async () => {
  const { truth, project, context } = await withFeatures();
  await simulate(project, context, hiddenLabels(truth), {
    batch: 6,
    strategy: "learning-loss",
    randomShare: 0,
    budget: 22,
  });
  expect(project.models().at(-1)!.settings).toMatchObject({ network: "head", module: "ranking" });
  const { number } = project.rounds().at(-1)!;
  for (const { role, why } of project.roundItems(number))
    if (role === "pick") expect(why).toMatch(/^predicted loss -?\d/);
});

/** A small project with three numbers of each image that tell its class. */
async function withFeatures() {
  const made = await small();
  const { home, truth, project, context } = made;
  const ids = [...truth.keys()];
  const data = Float32Array.from(
    ids.flatMap((id, i) => {
      const label = truth.get(id) as { readonly class: number };
      return [label.class === 0 ? 3 : 0, label.class === 1 ? 3 : 0, Math.sin(i)];
    }),
  );
  const file = join(home, "E.npy");
  await writeNpy(file, { shape: [ids.length, 3], data });
  expect(await takeEmbeddings(project, context, file, ids)).toMatchObject({ embedded: 40, dimensions: 3 });
  return made;
}

test("features that are not of every image, or not a row an id, are refused", async () => {
  const { home, truth, project, context } = await small();
  const ids = [...truth.keys()];
  const file = join(home, "E.npy");
  await writeNpy(file, { shape: [39, 2], data: new Float32Array(78) });
  await expect(takeEmbeddings(project, context, file, ids)).rejects.toThrow(
    /a row for each of 40 ids; it is 39 x 2/,
  );
  await expect(takeEmbeddings(project, context, file, ids.slice(1))).rejects.toThrow(
    /1 of 40 have none, a0.png the first/,
  );
  await expect(embeddingsOf(project, [...project.items()])).rejects.toThrow(/querent embed/);
});
