/** What is asked for: the exam set, groups, rests, open rounds. */
import { mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { taskRecipe } from "@querent/models";
import { expect, test } from "vitest";
import { answer, contextOf, drawShade, drawShades, newHome, projectOn } from "../test/small-project.ts";
import { pngOf } from "../test/write-png.ts";
import { chooseBatch, type ChosenBatch } from "./choose-batch.ts";
import { indexImages } from "./index-images.ts";
import { evaluateModel } from "./evaluate-model.ts";
import { projectData } from "./project-data.ts";
import { trainModel } from "./train-model.ts";

async function projectWith(images: number, settings: Parameters<typeof projectOn>[1] = {}) {
  const home = newHome();
  const truth = drawShades(join(home, "images"), images);
  const project = await projectOn(home, { examSize: 4, ...settings });
  const context = contextOf(home);
  const next = (batch: number, strategy = "random") =>
    chooseBatch(project, context, { batch, strategy, randomShare: 0 });
  const label = (ids: Iterable<string>): void =>
    answer(
      project,
      context,
      Array.from(ids, (id) => [id, truth.get(id)!] as const),
    );
  return { home, truth, project, context, next, label };
}

const ids = ({ items }: ChosenBatch, ...roles: string[]): string[] =>
  items.filter(({ role }) => roles.length === 0 || roles.includes(role)).map(({ id }) => id);

test("the exam set comes with the first batch, is never picked and never trained on", async () => {
  const { project, context, next, label } = await projectWith(40);
  const first = await next(6);
  const exam = project.exam().map(({ id }) => id);
  expect(ids(first, "exam")).toEqual(exam);
  expect(exam).toHaveLength(4);
  expect(ids(first, "initial")).toHaveLength(6);
  expect(first.items.slice(0, 5).filter(({ role }) => role === "exam")).toHaveLength(2); // spread over the batch
  label(ids(first));
  for (const strategy of ["entropy", "random", "entropy"]) {
    const batch = await next(8, strategy);
    expect(ids(batch, "exam")).toEqual([]);
    expect(ids(batch).filter((id) => exam.includes(id))).toEqual([]);
    label(ids(batch));
  }
  const { data, pool, labelled } = await projectData(project, context);
  expect(data.dataset.train.ids.filter((id) => exam.includes(id))).toEqual([]);
  expect(data.dataset.test.ids.toSorted()).toEqual(exam.toSorted());
  expect(pool).toHaveLength(36);
  expect((await trainModel(project, context)).labels).toBe(labelled.length);
  expect(labelled).toHaveLength(30);
});

test("the exam set grows when more is asked for, and stays otherwise", async () => {
  const { home, project, next, label } = await projectWith(60);
  label(ids(await next(5)));
  const before = project.exam();
  expect(before).toHaveLength(4);
  project.changeSettings({ examSize: 6 }, "ann", 1);
  const batch = await next(5);
  const after = project.exam();
  expect(after.slice(0, 4)).toEqual(before);
  expect(after).toHaveLength(6);
  const added = after.slice(4).map(({ id }) => id); // one of them was labelled in the first batch
  const free = added.filter((id) => project.itemNamed(id)!.state === "unlabelled");
  expect(free.length).toBeGreaterThan(0);
  expect(ids(batch, "exam").toSorted()).toEqual(free.toSorted());
  project.changeSettings({ examSize: 2 }, "ann", 2);
  for (let i = 0; i < 40; i += 1) drawShade(join(home, `images/new${i}.png`), `new ${i}`, i % 3);
  await indexImages(project, contextOf(home));
  label(ids(batch));
  await next(5);
  expect(project.exam()).toEqual(after);
});

/** Two images a group: `a0.png` and `a1.png` are of one, and so on. */
const groupOf = (id: string): string => `video ${Math.floor(Number(/\d+/.exec(id)![0]) / 2)}`;

test("groups are never parted: kin of the exam set are neither trained on nor asked for", async () => {
  const { home, project, context, next, label } = await projectWith(120, { examSize: 12 });
  project.setGroups(Array.from(project.items(), ({ item, id }) => ({ item, group: groupOf(id) })));
  const examGroups = (): Set<string> => new Set(project.exam().map(({ id }) => groupOf(id)));
  const first = await next(20);
  expect(project.exam()).toHaveLength(12);
  expect(examGroups().size).toBe(6);
  drawShade(join(home, "images/late.png"), "late", 1);
  const [group] = examGroups();
  await indexImages(project, context, { group: (path) => (path === "late.png" ? group : groupOf(path)) });
  label(ids(first));
  const asked = new Set<string>();
  for (;;) {
    const batch = await next(40).catch(() => undefined);
    if (batch === undefined) break;
    for (const id of ids(batch)) {
      expect(id).not.toBe("late.png");
      expect(examGroups().has(groupOf(id))).toBe(false);
      asked.add(id);
    }
    label(ids(batch));
  }
  expect(asked.size + ids(first).length).toBe(120);
  answer(project, context, [["late.png", { kind: "class", class: 1 }]]);
  const { data, notes, labelled } = await projectData(project, context);
  expect(data.dataset.train.ids).not.toContain("late.png");
  expect(labelled).toHaveLength(108);
  expect(notes.join(" ")).toMatch(/1 images share a group with the exam set/);
  const { figure } = await evaluateModel(project, context);
  expect(figure).toMatchObject({ groups: 6, items: 12 });
});

test("a batch takes turns between groups", async () => {
  const { project, next, label } = await projectWith(40, { examSize: 0 });
  project.setGroups(
    Array.from(project.items(), ({ item }, i) => ({ item, group: i < 30 ? "one" : `other ${i}` })),
  );
  label(ids(await next(4)));
  const batch = await next(8, "entropy");
  expect(batch.items.filter(({ item }) => project.item(item)!.group === "one").length).toBeLessThan(8);
});

test("what was skipped rests for a round, returns, and is left alone after three times", async () => {
  const { project, context, next, label } = await projectWith(12, { examSize: 0 });
  const hard = "a7.png";
  const skip = (id: string, kind: "skipped" | "unsure"): void => answer(project, context, [[id, { kind }]]);
  const others = (batch: ChosenBatch): string[] => ids(batch).filter((id) => id !== hard);
  let batch = await next(4);
  while (!ids(batch).includes(hard)) {
    label(ids(batch));
    batch = await next(2);
  }
  skip(hard, "skipped");
  label(others(batch));
  batch = await next(1);
  expect(ids(batch)).not.toContain(hard);
  label(ids(batch));
  batch = await next(100);
  expect(ids(batch)).toContain(hard);
  skip(hard, "unsure");
  const [last, ...rest] = others(batch);
  label(rest);
  skip(last, "skipped");
  batch = await next(100); // nothing else is left, so neither rests
  expect(ids(batch).toSorted()).toEqual([last, hard].toSorted());
  skip(hard, "skipped");
  label([last]);
  expect(project.itemNamed(hard)!.skips).toBe(3);
  await expect(next(100)).rejects.toThrow("Nothing is left to ask for");
});

test("a round that is not all answered is given again, in its order, whatever is asked for then", async () => {
  const { project, context, next, label } = await projectWith(40);
  const first = await next(6);
  expect(first.again).toBe(false);
  const again = await next(20, "entropy");
  expect(again).toMatchObject({ round: 0, strategy: "initial", again: true });
  expect(ids(again)).toEqual(ids(first));
  label(ids(first).slice(0, 3));
  answer(project, context, [[ids(first)[3], { kind: "skipped" }]]);
  expect(ids(await next(6))).toEqual(ids(first).slice(4));
  answer(project, context, [[ids(first)[0], { kind: "cleared" }]]); // taken back: it is asked for still
  expect(ids(await next(6))).toEqual([ids(first)[0], ...ids(first).slice(4)]);
  label([ids(first)[0], ...ids(first).slice(4)]);
  const second = await next(6);
  expect(second).toMatchObject({ round: 1, again: false });
  expect(project.rounds().map(({ state }) => state)).toEqual(["answered", "asked"]);
});

test("images that vanish do not hold up a round", async () => {
  const { home, project, next, label } = await projectWith(40, { examSize: 0 });
  const first = ids(await next(5));
  label(first.slice(0, 3));
  for (const id of first.slice(3)) rmSync(join(home, "images", id));
  await indexImages(project, contextOf(home));
  const second = await next(5, "entropy");
  expect(second.round).toBe(1);
  expect(ids(second).filter((id) => first.includes(id))).toEqual([]);
});

test("an exam image that was skipped is asked for again after a rest", async () => {
  const { project, context, next, label } = await projectWith(40);
  const first = await next(4);
  const [hard] = ids(first, "exam");
  label(ids(first).filter((id) => id !== hard));
  answer(project, context, [[hard, { kind: "skipped" }]]);
  const second = await next(4);
  expect(ids(second)).not.toContain(hard);
  label(ids(second));
  expect(ids(await next(4), "exam")).toEqual([hard]);
});

test("a choice that failed can be made in another way", async () => {
  const { project, context, next } = await projectWith(40, { examSize: 0 });
  answer(
    project,
    context,
    ids(await next(5)).map((id) => [id, { kind: "class", class: 0 }] as const),
  );
  await expect(next(5, "entropy")).rejects.toThrow(
    /Training needs labels of at least 2 classes; all \d+ are "dark"/,
  );
  expect(await next(5, "random")).toMatchObject({ round: 1, strategy: "random" });
});

test("a batch is what is left where less is left; then nothing is, in words", async () => {
  const { next, label } = await projectWith(12, { examSize: 0 });
  label(ids(await next(4)));
  const rest = await next(500);
  expect(rest.items).toHaveLength(8);
  label(ids(rest));
  await expect(next(5)).rejects.toThrow(
    "Nothing is left to ask for: every image that can be read has had its answer.",
  );
  await expect(next(0)).rejects.toThrow("batch must be a whole number of at least 1; got 0.");
  await expect(next(5, "luck")).rejects.toThrow(/must be one of/);
});

test("a model whose file is gone or damaged is trained again and that is said; one that cannot be read is not", async () => {
  const { home, project, context, next, label } = await projectWith(30, { examSize: 0 });
  label(ids(await next(8)));
  const first = await trainModel(project, context);
  expect(await trainModel(project, context)).toEqual(first);
  rmSync(join(home, "project", first.files[0]));
  const second = await trainModel(project, context);
  expect(second.model).toBe(`${first.model}-2`);
  expect(project.model(second.model)!.sha256).toBe(project.model(first.model)!.sha256);
  expect(context.notes()).toContain(`${first.files[0]} is gone or damaged: the model is trained again.`);
  const weights = join(home, "project", second.files[0]);
  renameSync(weights, `${weights}.away`);
  mkdirSync(weights);
  await expect(trainModel(project, context)).rejects.toThrow(
    /^A model must be a file that can be read: EISDIR/,
  );
  rmdirSync(weights);
  renameSync(`${weights}.away`, weights);
  expect((await next(3, "entropy")).items).toHaveLength(3);
});

test("a model is trained again where the recipe of that name has become another", async () => {
  const { project, context, next, label } = await projectWith(30, { examSize: 0 });
  label(ids(await next(8)));
  const first = await trainModel(project, context);
  const recipe = taskRecipe("classification", "quick") as { learningRate: number };
  const { learningRate } = recipe;
  recipe.learningRate = 2 * learningRate;
  try {
    const second = await trainModel(project, context);
    expect(second.model).not.toBe(first.model);
    expect(project.model(second.model)!.sha256).not.toBe(project.model(first.model)!.sha256);
  } finally {
    recipe.learningRate = learningRate;
  }
  expect(await trainModel(project, context)).toEqual(first);
});

test("an image whose end is missing is found when all of it is looked at, and neither asked for nor lost", async () => {
  const { home, project, context, next, label } = await projectWith(30, { examSize: 0 });
  const whole = pngOf(
    12,
    12,
    new Uint8Array(12 * 12 * 3).map((_, i) => (i * 37) % 251),
  );
  writeFileSync(join(home, "images/cut.png"), whole.subarray(0, 90)); // its headers are there
  await indexImages(project, context);
  expect(project.itemNamed("cut.png")).toMatchObject({ width: 12, state: "unlabelled" });
  answer(project, context, [["cut.png", { kind: "class", class: 1 }]]);
  label(["a0.png", "a1.png", "a2.png", "a3.png"]);
  const rest = await next(100, "entropy");
  expect(ids(rest)).toHaveLength(26);
  expect(context.notes().join(" ")).toMatch(
    /cut\.png cannot be used: it is not an image that can be decoded/,
  );
  expect(project.itemNamed("cut.png")).toMatchObject({ state: "labelled", width: 12 });
  expect(project.itemNamed("cut.png")!.problem).toMatch(/decoded/);
  expect(project.counts()).toMatchObject({ problems: 1 });
});
