/** Predictions of a project's images: all of them, once, and those of the model of its labels. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeNpy } from "@querent/formats";
import { readShards, type Project } from "@querent/store";
import { expect, test } from "vitest";
import {
  answer,
  contextOf,
  drawShade,
  drawShades,
  drawSquares,
  newHome,
  projectOn,
  skeleton,
  type Truth,
} from "../test/small-project.ts";
import { takeEmbeddings } from "./embed-images.ts";
import { evaluateModel } from "./evaluate-model.ts";
import { indexImages } from "./index-images.ts";
import { readPredictions, type ItemPrediction } from "./read-predictions.ts";
import { scoreImages } from "./score-images.ts";
import { trainModel } from "./train-model.ts";

async function allOf(project: Project, model: string): Promise<Map<string, ItemPrediction>> {
  const found = new Map<string, ItemPrediction>();
  for await (const one of readPredictions(project, model)) found.set(project.item(one.item)!.id, one);
  return found;
}

/** Thirty images of three brightnesses, of which the first are labelled. */
async function shades(labelled = 20) {
  const home = newHome();
  const truth = drawShades(join(home, "images"), 30);
  const project = await projectOn(home);
  const context = contextOf(home);
  answer(project, context, [...truth].slice(0, labelled));
  return { home, truth, project, context };
}

test("every image has a prediction: of the pool, of the exam set unlabelled or not, and of its kin", async () => {
  const { truth, project, context } = await shades();
  const idsOf = (...ids: string[]): number[] => ids.map((id) => project.itemNamed(id)!.item);
  project.setGroups(idsOf("a1.png", "a2.png", "a3.png").map((item) => ({ item, group: "kin" })));
  project.addToExam(idsOf("a1.png", "a0.png", "a29.png").map((item, rank) => ({ item, rank })));
  const { model, images, labels, unusable } = await scoreImages(project, context, { module: "ranking" });
  expect({ images, unusable }).toEqual({ images: 30, unusable: [] });
  const found = await allOf(project, model);
  expect([...found.keys()].sort()).toEqual([...truth.keys()].sort());
  for (const one of found.values()) {
    expect(one.task === "classification" && one.probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    expect(one.predictedLoss).toBeTypeOf("number");
  }
  const evaluation = await evaluateModel(project, context, "ranking");
  expect(evaluation).toMatchObject({ model, labels });
  const exam = project
    .exam()
    .filter(({ id }) => truth.has(id) && project.itemNamed(id)!.state === "labelled");
  const right = exam.filter(({ id }) => {
    const one = found.get(id)!;
    const label = truth.get(id)!;
    if (one.task !== "classification" || label.kind !== "class") return false;
    return one.probabilities.indexOf(Math.max(...one.probabilities)) === label.class;
  });
  expect(evaluation.figure!.estimate).toBeCloseTo(right.length / exam.length, 6);
});

test("what was predicted is not predicted again; new images, and shards that are gone, are", async () => {
  const { home, project, context } = await shades();
  const first = await scoreImages(project, context);
  const before = await allOf(project, first.model);
  const folder = join(project.folder, "predictions", first.model);
  const manifest = (): string => readFileSync(join(folder, "manifest.json"), "utf8");
  const written = manifest();
  expect(await scoreImages(project, context)).toEqual(first);
  expect(manifest()).toBe(written);

  drawShade(join(home, "images/new.png"), "new", 1);
  await indexImages(project, context);
  const second = await scoreImages(project, context);
  expect(second).toMatchObject({ model: first.model, images: 31 });
  const after = await allOf(project, first.model);
  expect(after.size).toBe(31);
  for (const [id, one] of before) expect(after.get(id)).toEqual(one);

  rmSync(folder, { recursive: true });
  expect(await scoreImages(project, context)).toMatchObject({ images: 31 });
  expect((await allOf(project, first.model)).size).toBe(31);
  expect(project.jobs({ kind: "score" })).toHaveLength(3);
});

test("goes on with the shards of a process that stopped", async () => {
  const { project, context } = await shades();
  const whole = await scoreImages(project, context);
  const expected = await allOf(project, whole.model);
  const other = await shades();
  const stop = new AbortController();
  const tell = (event: { kind: string; text: string }): void => {
    if (event.text.startsWith("predicting")) stop.abort(new Error("stopped"));
  };
  await expect(scoreImages(other.project, { ...other.context, tell, abort: stop.signal })).rejects.toThrow(
    "stopped",
  );
  const shards = (await readShards(other.project.folder, "predictions", whole.model))!;
  expect(shards.items.length).toBeGreaterThan(0);
  expect(shards.items.length).toBeLessThan(30);
  expect(await scoreImages(other.project, other.context)).toEqual(whole);
  expect(await allOf(other.project, whole.model)).toEqual(expected);
});

test("features of another network make another model", async () => {
  const { home, truth, project, context } = await shades();
  const take = async (name: string, slope: number): Promise<void> => {
    const data = Float32Array.from({ length: truth.size * 2 }, (_, i) => slope * Math.sin(i));
    await writeNpy(join(home, name), { shape: [truth.size, 2], data });
    await takeEmbeddings(project, context, join(home, name), [...truth.keys()]);
  };
  await take("one.npy", 1);
  const first = await trainModel(project, context);
  expect(await scoreImages(project, context)).toMatchObject({ model: first.model, images: 30 });
  await take("two.npy", -3);
  expect((await scoreImages(project, context)).model).not.toBe(first.model);
});

/** Predictions of images 64 pixels a side, all but the last of them labelled. */
async function squares(
  task: "detection" | "pose",
): Promise<{ project: Project; found: Map<string, ItemPrediction>; truth: Truth }> {
  const home = newHome();
  const truth = drawSquares(join(home, "images"), 12, task === "pose" ? "poses" : "boxes");
  const project = await projectOn(home, {
    task,
    examSize: 2,
    network: { size: task === "pose" ? 32 : 128 },
    ...(task === "pose" && { skeleton }),
  });
  const context = contextOf(home);
  answer(project, context, [...truth].slice(0, 11));
  const { model, images } = await scoreImages(project, context);
  expect(images).toBe(12);
  return { project, truth, found: await allOf(project, model) };
}

test("boxes are in pixels of the original", async () => {
  const { found } = await squares("detection");
  const boxes = [...found.values()].flatMap((one) => (one.task === "detection" ? [one.found] : []));
  expect(boxes).toHaveLength(12);
  const corners = boxes.flatMap((one) => [...one.corners]);
  expect(Math.max(...corners)).toBeGreaterThan(33);
  expect(Math.max(...corners)).toBeLessThanOrEqual(64.001); // looked at in 128 pixels a side
  for (const { scores, classes, count } of boxes) {
    expect([scores.length, classes.length]).toEqual([count, count]);
    expect([...classes].every((one) => [0, 1, 2].includes(one))).toBe(true);
  }
}, 60_000);

test("joints are in pixels of the original", async () => {
  const { found } = await squares("pose");
  const points = [...found.values()].flatMap((one) => (one.task === "pose" ? [...one.found.points] : []));
  expect(points).toHaveLength(12 * 4 * 2);
  expect(Math.max(...points)).toBeGreaterThan(33); // looked at in 32 pixels a side
  expect(Math.max(...points)).toBeLessThanOrEqual(64);
}, 60_000);
