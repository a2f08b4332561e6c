/** Groups that are found: what belongs together, what leaves training by it, and that nothing is found twice. */
import { copyFileSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generator, keyFrom, split } from "@querent/core";
import sharp from "sharp";
import { expect, test } from "vitest";
import { answer, contextOf, drawShades, newHome, projectOn } from "../test/small-project.ts";
import { chooseBatch } from "./choose-batch.ts";
import { drawExam } from "./draw-exam.ts";
import { evaluateModel, evaluateModels, evaluationsNow } from "./evaluate-model.ts";
import { findGroups } from "./find-groups.ts";
import { nameSequences } from "./group-rules.ts";
import { indexImages } from "./index-images.ts";
import { poolOf } from "./pool-of.ts";

/** A project of pictures of soft blobs: 40 that are all different, and what is drawn beside them. */
async function pictures(beside: (images: string) => Promise<void>, examSize = 4) {
  const home = newHome();
  const images = join(home, "images");
  drawShades(images, 1); // makes the folder
  rmSync(join(images, "a0.png"));
  for (let i = 0; i < 40; i += 1) {
    const draw = generator(split(keyFrom("pictures"), i));
    const cells = Uint8Array.from({ length: 7 * 6 * 3 }, () => draw.integer(256));
    await sharp(cells, { raw: { width: 7, height: 6, channels: 3 } })
      .resize(120, 90, { kernel: "cubic", fit: "fill" })
      .jpeg({ quality: 95 })
      .toFile(join(images, `${nameOf(i)}.jpg`));
  }
  await beside(images);
  const project = await projectOn(home, { examSize });
  return { home, images, project, context: contextOf(home) };
}

/** Names without a number, that no rule groups. */
const nameOf = (i: number): string => `${"abcdefgh"[i % 8]}${"vwxyz"[Math.floor(i / 8)]}`;

/** A smaller copy of an image at another quality. */
async function recompress(images: string, of: string, to: string): Promise<void> {
  await sharp(join(images, of)).resize(90).jpeg({ quality: 60 }).toFile(join(images, to)); // prettier-ignore
}

const groupsOf = (project: Awaited<ReturnType<typeof pictures>>["project"]): Record<string, string[]> => {
  const groups: Record<string, string[]> = {};
  for (const { id, group } of project.items()) if (group !== undefined) (groups[group] ??= []).push(id);
  return groups;
};

test("copies that were recompressed are found, and a second run opens no image and changes nothing", async () => {
  const { project, images, context } = await pictures(async (at) => {
    await recompress(at, "av.jpg", "copy of av.jpg");
    await recompress(at, "bw.jpg", "copy of bw.jpg");
    await recompress(at, "copy of bw.jpg", "copy of a copy.jpg");
    await sharp({ create: { width: 90, height: 60, channels: 3, background: "#fff" } }).toFile(
      join(at, "blank.png"),
    );
    writeFileSync(join(at, "damaged.jpg"), (await sharp(join(at, "cv.jpg")).toBuffer()).subarray(0, 900));
  });
  const found = await findGroups(project, context, { nearDuplicates: 4 });
  expect(groupsOf(project)).toEqual({
    "like av.jpg": ["av.jpg", "copy of av.jpg"],
    "like bw.jpg": ["bw.jpg", "copy of a copy.jpg", "copy of bw.jpg"],
  });
  expect(found).toMatchObject({
    rules: [{ rule: "near-duplicates", groups: 2, images: 5, refused: [] }],
    groups: 2,
    images: 5,
    changed: 5,
    plain: 1,
    kin: 0,
    left: 0,
    back: 0,
    sizes: [[2, 1], [3, 1]], // prettier-ignore
    unusable: [expect.stringMatching(/^damaged.jpg: /)],
  });
  expect(found.largest[0]).toMatchObject({ group: "like bw.jpg", size: 3 });
  for (const name of readdirSync(images)) renameSync(join(images, name), join(images, `.${name}`));
  const again = await findGroups(project, context, { nearDuplicates: 4 });
  expect(again).toMatchObject({ groups: 2, images: 5, changed: 0, rules: [{ groups: 2, images: 5 }] });
  expect((await findGroups(project, context, { anew: true })).groups).toBe(0);
  expect(groupsOf(project)).toEqual({});
});

test("a copy of an exam image that comes later leaves training and asking, the exam set stays", async () => {
  const { project, images, context } = await pictures(async () => {});
  const batch = await chooseBatch(project, context, { batch: 8, strategy: "random" });
  const exam = project.exam().map(({ id }) => id);
  const pool = poolOf(project).pool.map(({ id }) => id);
  await recompress(images, exam[0], "late.jpg");
  await recompress(images, exam[1], "later.jpg");
  await recompress(images, pool[0], "copy in the pool.jpg");
  await indexImages(project, context);
  answer(project, context, [["late.jpg", { kind: "class", class: 1 }]]);
  const found = await findGroups(project, context, { nearDuplicates: 4, name: true });
  expect(found).toMatchObject({ groups: 3, kin: 2, left: 2, back: 0, stained: [] });
  expect(found.labelledLeft).toEqual([project.itemNamed("late.jpg")!.item]);
  expect(project.exam().map(({ id }) => id)).toEqual(exam);
  expect(poolOf(project).kin.map(({ id }) => id)).toEqual(["late.jpg", "later.jpg"]);
  expect(drawExam(project).added).toBe(0);

  const asked = batch.items.find(({ role }) => role !== "exam")!; // an open batch does not ask for what has left
  const group = project.itemNamed(exam[0])!.group!;
  project.setGroups([{ item: asked.item, group }]);
  const left = await chooseBatch(project, context, { batch: 8, strategy: "random" });
  expect(left.again).toBe(true);
  expect(left.items).toHaveLength(batch.items.length - 1);
  expect(left.items.map(({ item }) => item)).not.toContain(asked.item);

  const undone = await findGroups(project, context, { name: true, anew: true });
  expect(undone).toMatchObject({ groups: 0, kin: 0, left: 0, back: 3 });
});

test("rules are joined with each other and with the groups that are there", async () => {
  const { project, context } = await pictures(async (at) => {
    for (const [i, to] of ["clip_1", "clip_2", "clip_3"].entries())
      copyFileSync(join(at, `${nameOf(i)}.jpg`), join(at, `${to}.png`)); // other names of images that are there
    for (const [i, to] of ["film_7", "film_8", "film_9"].entries())
      await sharp(join(at, `${nameOf(i + 10)}.jpg`)).rotate(90).jpeg().toFile(join(at, `${to}.jpg`)); // prettier-ignore
    await recompress(at, "film_9.jpg", "poster.jpg");
    for (const name of readdirSync(at)) utimesSync(join(at, name), 1e9, 1e9 + 1e4 * name.length);
  });
  const { item } = project.itemNamed("hz.jpg")!;
  project.setGroups([{ item: project.itemNamed("poster.jpg")!.item, group: "wall" }, { item, group: "wall" }]); // prettier-ignore
  expect(nameSequences(project)).toEqual({ images: 6, sequences: 2 });
  const found = await findGroups(project, context, { nearDuplicates: 4, name: true });
  expect(groupsOf(project)).toEqual({
    "like av.jpg": ["av.jpg", "bv.jpg", "clip_3.png"], // by names of theirs that are not their ids
    wall: ["film_7.jpg", "film_8.jpg", "film_9.jpg", "hz.jpg", "poster.jpg"],
  });
  expect(found.rules.map(({ rule, groups }) => [rule, groups])).toEqual([["near-duplicates", 1], ["name", 2]]); // prettier-ignore
  const timed = await findGroups(project, context, { seconds: 2, anew: true });
  expect(timed.rules[0].refused).toEqual([
    expect.stringMatching(/^times in the folder of images \(.*a fifth/),
  ]);
  const byPattern = { pattern: (path: string) => path[0], anew: true };
  const first = await findGroups(project, context, byPattern);
  expect(groupsOf(project)["like av.jpg"]).toContain("ax.jpg");
  expect((await findGroups(project, context, byPattern)).changed).toBe(0);
  expect(first.groups).toBe(6); // a, b and c share the names clip_1 to clip_3
});

test("a model that knew what has left is neither used again nor tested, until that is back", async () => {
  const { project, images, context } = await pictures(async () => {});
  await chooseBatch(project, context, { batch: 8, strategy: "random" });
  const [examined] = project.exam();
  await recompress(images, examined.id, "late.jpg");
  await indexImages(project, context);
  const ids = Array.from(project.items(), ({ id }) => id).filter((id) => id !== "late.jpg");
  const labelled = ids.slice(0, 20).concat(project.exam().map(({ id }) => id));
  answer(project, context, labelled.map((id, i) => [id, { kind: "class", class: 1 + (i % 2) }])); // prettier-ignore
  const unaware = await evaluateModel(project, context);
  answer(project, context, [["late.jpg", { kind: "class", class: 1 }]]);
  const knowing = await evaluateModel(project, context);
  expect(knowing.labels).toBe(unaware.labels + 1);
  const found = await findGroups(project, context, { nearDuplicates: 4 });
  expect(found.stained).toEqual([knowing.model]);
  expect(evaluationsNow(project).map(({ model }) => model)).toEqual([unaware.model]);
  expect((await evaluateModel(project, context)).model).toBe(unaware.model); // the same labels as then
  expect((await evaluateModels(project, context)).map(({ model }) => model)).toEqual([unaware.model]);
  await findGroups(project, context, { anew: true });
  expect((await evaluateModel(project, context)).model).toBe(knowing.model);
  expect(evaluationsNow(project)).toHaveLength(2);
});
