/** The exam's figures of the models of a project, now and after its labels or images have changed. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answer, contextOf, drawShade, drawShades, newHome, projectOn } from "../test/small-project.ts";
import { chooseBatch } from "./choose-batch.ts";
import { evaluateModel, evaluateModels, evaluationsNow } from "./evaluate-model.ts";
import { indexImages } from "./index-images.ts";
import { currentLabels } from "./project-data.ts";
import { trainModel } from "./train-model.ts";

/** A project with two models: of the first batch, and of that and one more. */
async function twoModels() {
  const home = newHome();
  const truth = drawShades(join(home, "images"), 40);
  const project = await projectOn(home, { examSize: 4 });
  const context = contextOf(home);
  for (let round = 0; round < 2; round += 1) {
    const { items } = await chooseBatch(project, context, { batch: 6, strategy: "random" });
    answer(
      project,
      context,
      items.map(({ id }) => [id, truth.get(id)!] as const),
    );
    await evaluateModel(project, context);
  }
  return { home, truth, project, context };
}

test("a label of the exam that is put right is put right for every model", async () => {
  const { project, context } = await twoModels();
  const before = evaluationsNow(project);
  expect(before.map(({ labels }) => labels)).toEqual([6, 12]);
  const [{ id, item }] = project.exam();
  const was = currentLabels(project).get(id) as { readonly class: number };
  answer(project, context, [[id, { kind: "class", class: (was.class + 1) % 3 }]]);
  expect(evaluationsNow(project)).toEqual([]); // none is on the labels as they are now
  const after = await evaluateModels(project, context);
  expect(after.map(({ model }) => model)).toEqual(before.map(({ model }) => model));
  expect(after.map(({ figure }) => figure!.estimate)).not.toEqual(
    before.map(({ figure }) => figure!.estimate),
  );
  expect(project.history(item)).toHaveLength(2);
  const jobs = project.jobs({ kind: "evaluate" }).length;
  expect(await evaluateModels(project, context)).toEqual(after);
  expect(project.jobs({ kind: "evaluate" })).toHaveLength(jobs); // nothing is done twice
});

test("a model says the same of the exam after images have come that would be normalised otherwise", async () => {
  const { home, project, context } = await twoModels();
  const before = evaluationsNow(project);
  for (let i = 0; i < 20; i += 1) drawShade(join(home, "images", `new${i}.png`), `new${i}`, 5);
  await indexImages(project, context);
  const [{ id }] = project.exam();
  const label = currentLabels(project).get(id)!;
  answer(project, context, [[id, { kind: "cleared" }]]); // asks for other evaluations, and back
  await evaluateModels(project, context);
  answer(project, context, [[id, label]]);
  const after = await evaluateModels(project, context);
  expect(after.map(({ figure }) => figure)).toEqual(before.map(({ figure }) => figure));
});

test("a model whose file is gone, or from before the classes changed, is passed over and told of", async () => {
  const { project, context } = await twoModels();
  const [{ id }] = project.exam();
  rmSync(join(project.folder, project.models()[0].path));
  answer(project, context, [[id, { kind: "cleared" }]]);
  expect((await evaluateModels(project, context)).map(({ labels }) => labels)).toEqual([12]);
  expect(context.notes().join(" ")).toMatch(/cannot be tested: models\/.* is gone or damaged/);
  project.changeClasses([{ id: "new", who: "ann", at: 1, change: { kind: "added", name: "new" } }]);
  expect(await evaluateModels(project, context)).toEqual([]);
});

test("the final fit is on all labels, and is never tested on the exam it knows", async () => {
  const { project, context } = await twoModels();
  const before = evaluationsNow(project);
  const final = await trainModel(project, context, { final: true });
  expect(final.labels).toBe(project.labelledCount());
  expect(final.labels).toBe(before.at(-1)!.labels + project.exam().length);
  expect(await trainModel(project, context, { final: true })).toEqual(final);
  expect(await evaluateModels(project, context)).toEqual(before);
  expect((await evaluateModel(project, context)).model).toBe(before.at(-1)!.model);
});
