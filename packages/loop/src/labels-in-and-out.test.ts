/** Labels that go out of a project and into another, in each format; what is kept of them, and what is refused. */
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Label } from "@querent/core";
import { exchangeFormats, type ExchangeFormatName } from "@querent/formats";
import type { ClassChange, Project } from "@querent/store";
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
} from "../test/small-project.ts";
import { exportLabels, exportLosses } from "./export-labels.ts";
import { importLabels } from "./import-labels.ts";
import { indexImages } from "./index-images.ts";
import { currentLabels } from "./project-data.ts";

type Task = "classification" | "detection" | "pose";
const kinds = { detection: "boxes", pose: "poses" } as const;

async function projectFor(task: Task, images = 8) {
  const home = newHome();
  const below = join(home, "images");
  const truth =
    task === "classification" ? drawShades(below, images) : drawSquares(below, images, kinds[task]);
  const project = await projectOn(home, {
    ...(task !== "classification" && { task }),
    ...(task === "pose" && { skeleton }),
  });
  return { home, truth, project, context: contextOf(home) };
}

function change(project: Project, ...changes: ClassChange[]): void {
  project.changeClasses(
    changes.map((one, i) => ({ id: `${project.lastSeq()} ${i}`, who: "ann", at: 1, change: one })),
  );
}

const pairs = exchangeFormats.flatMap(({ name, tasks }) => tasks.map((task) => [name, task] as const));

test.each(pairs)(
  "%s, %s: what one project writes another reads, classes renamed and merged in between",
  async (format, task) => {
    const from = await projectFor(task);
    answer(from.project, from.context, from.truth);
    const before = currentLabels(from.project);
    const out = join(from.home, "out");
    const { losses } = await exportLabels(from.project, out, { format });
    expect(losses).toEqual(exportLosses(from.project, { format }));

    const to = await projectFor(task);
    if (task !== "pose")
      change(to.project, { kind: "merged", class: 2, into: 0 }, { kind: "renamed", class: 0, name: "dark" });
    const first = await importLabels(to.project, to.context, out, { format });
    expect(first).toMatchObject({ format, imported: 8, known: 0, unmatched: [], addedClasses: [] });
    const merged = (number: number): number => (number === 2 ? 0 : number);
    const wanted = new Map(
      [...before].map(([id, label]): [string, Label] => {
        if (label.kind === "class") return [id, { kind: "class", class: merged(label.class) }];
        if (label.kind !== "boxes") return [id, label];
        return [
          id,
          { kind: "boxes", boxes: label.boxes.map((box) => ({ ...box, class: merged(box.class) })) },
        ];
      }),
    );
    expect(rounded(currentLabels(to.project))).toEqual(rounded(wanted));

    const events = to.project.counts().events;
    expect(await importLabels(to.project, to.context, out)).toMatchObject({ imported: 0, known: 8 });
    expect(to.project.counts().events).toBe(events);
  },
);

/** Coordinates to a hundredth of a pixel, and without what some formats have no place for. */
function rounded(labels: ReadonlyMap<string, Label>): unknown {
  const near = (value: unknown): unknown =>
    typeof value === "number"
      ? Math.round(value * 100) / 100
      : Array.isArray(value)
        ? value.map(near)
        : value;
  const plain = (label: Label): unknown => {
    if (label.kind === "boxes") return label.boxes.map((box) => [box.class, near(box.corners)]);
    return label.kind === "poses" ? label.poses.map(({ joints }) => near(joints)) : label.class;
  };
  return [...labels].map(([id, label]) => [id, plain(label)]).toSorted();
}

async function written(format: ExchangeFormatName = "csv") {
  const made = await projectFor("classification");
  answer(made.project, made.context, made.truth);
  const file = join(made.home, "labels.csv");
  await exportLabels(made.project, file, { format });
  return { ...made, file };
}

test("labels of nobody are of who imports them, beside those of others, and given again are known", async () => {
  const { project, context, file: told, truth } = await written();
  const file = withoutAuthors(told);
  const bob = { ...context, who: "bob" };
  const eve = { ...context, who: "eve" };
  expect(await importLabels(project, bob, file)).toMatchObject({ imported: 8, known: 0 });
  answer(project, eve, [["a0.png", { kind: "class", class: 1 }]]);
  answer(project, context, [["a0.png", { kind: "class", class: 1 }]]);
  expect(currentLabels(project).get("a0.png")).toEqual({ kind: "class", class: 1 }); // two against one
  const events = project.counts().events;
  expect(await importLabels(project, bob, file)).toMatchObject({ imported: 0, known: 8 });
  expect(await importLabels(project, context, file)).toMatchObject({ imported: 1, known: 7 });
  expect(await importLabels(project, eve, file)).toMatchObject({ imported: 8, known: 0 });
  expect(await importLabels(project, eve, file)).toMatchObject({ imported: 0, known: 8 });
  expect(project.counts().events).toBe(events + 9);
  expect(currentLabels(project)).toEqual(truth);
});

test("labels keep who gave them and when, where the file says so", async () => {
  const from = await projectFor("classification");
  answer(from.project, { ...from.context, who: "ann", now: () => 1_700_000_000_000 }, from.truth);
  const file = join(from.home, "labels.csv");
  await exportLabels(from.project, file, { format: "csv" });
  const to = await projectFor("classification");
  await importLabels(to.project, { ...to.context, who: "importer" }, file);
  const given = Array.from(to.project.labels(), ({ who, at }) => [who, at]);
  expect(given).toEqual(Array.from(from.project.labels(), ({ who, at }) => [who, at]));
  expect(given[0]).toEqual(["ann", 1_700_000_000_000]);
  expect(await importLabels(to.project, to.context, file)).toMatchObject({ imported: 0, known: 8 });
});

function withoutAuthors(file: string): string {
  const bare = file.replace(".csv", "-bare.csv");
  const [header, ...rows] = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const kept = header.flatMap((name, at) => (["who", "at"].includes(name.trim()) ? [] : [at]));
  writeFileSync(
    bare,
    [header, ...rows].map((cells) => kept.map((at) => cells[at].trim()).join(",")).join("\n"),
  );
  return bare;
}

test("an answer that was taken back is given again by importing again", async () => {
  const { project, context, file, truth } = await written();
  answer(project, context, [["a1.png", { kind: "cleared" }]]);
  expect(await importLabels(project, context, file)).toMatchObject({ imported: 1, known: 7 });
  expect(currentLabels(project)).toEqual(truth);
});

test("an unknown class is refused and nothing is kept; with leave it is added", async () => {
  const { project, context, file } = await written();
  writeFileSync(file, readFileSync(file, "utf8").replaceAll("light", "bright"));
  const events = project.lastSeq();
  await expect(importLabels(project, context, file)).rejects.toThrow(
    /has labels of "bright", which the project does not have; it has "dark", "grey", "light"\. Add them, or rename them there\./,
  );
  expect(project.lastSeq()).toBe(events);
  expect(await importLabels(project, context, file, { addClasses: true })).toMatchObject({
    addedClasses: ["bright"],
  });
  expect(project.classes().map(({ name }) => name)).toEqual(["dark", "grey", "light", "bright"]);
});

test("labels that are of no image of the project are refused, those beside others named", async () => {
  const { project, context, file, home } = await written();
  const text = readFileSync(file, "utf8");
  const [header, ...rows] = text.trimEnd().split("\n");
  writeFileSync(
    file,
    [header, ...rows.map((row) => row.replace(/a(\d)\.png/, "elsewhere$1.png"))].join("\n"),
  );
  await expect(importLabels(project, context, file)).rejects.toThrow(
    /must have a label of an image of the project; it has 8 images, 8 of them not in the project, such as "elsewhere0\.png"/,
  );
  writeFileSync(join(home, "more.csv"), `${text}${rows[0].replace("a0.png", "z9.png")}\n`);
  expect(await importLabels(project, context, join(home, "more.csv"))).toMatchObject({
    unmatched: ["z9.png"],
  });
});

test.each([
  ["detection", "classification", "coco"],
  ["classification", "detection", "class-folders"],
  ["detection", "pose", "voc"],
] as const)("labels of %s are refused in a project of %s (%s)", async (task, other, format) => {
  const from = await projectFor(task);
  answer(from.project, from.context, from.truth);
  const out = join(from.home, "out");
  await exportLabels(from.project, out, { format });
  const to = await projectFor(other);
  const events = to.project.lastSeq();
  await expect(importLabels(to.project, to.context, out)).rejects.toThrow(/\.$/);
  expect(to.project.lastSeq()).toBe(events);
});

test("an image that lies under two names takes the label of either; where they differ the first, and it is said", async () => {
  const { home, project, context, file } = await written();
  cpSync(join(home, "images/a0.png"), join(home, "images/copy.png"));
  await indexImages(project, context);
  const [header, first, ...rest] = readFileSync(file, "utf8").trimEnd().split("\n");
  const copied = first.replace("a0.png", "copy.png");
  writeFileSync(file, [header, copied, ...rest].join("\n"));
  expect(await importLabels(project, context, file)).toMatchObject({ imported: 0, known: 8, unmatched: [] });
  const label = ["dark", "grey", "light"].find((name) => copied.includes(name))!;
  writeFileSync(
    file,
    [header, first, copied.replace(label, label === "grey" ? "dark" : "grey"), ...rest].join("\n"),
  );
  const { notes, imported } = await importLabels(project, context, file);
  expect(imported).toBe(0);
  expect(notes).toContain(
    "copy.png is the same image as a0.png and has another label there: the first one is taken.",
  );
});

test("images that are missing are exported where they can be, else left out, and it is said", async () => {
  const { home, project, context, truth } = await written();
  renameSync(join(home, "images/a2.png"), join(home, "images/moved.png"));
  drawShade(join(home, "images/a3.png"), "another", 1);
  rmSync(join(home, "images/a4.png"));
  await indexImages(project, context);
  expect(exportLosses(project, { format: "csv" })[0]).toBe(
    "Labels left out, since their images are missing, and other images have their names now: 1, a3.png the first.",
  );
  const file = join(home, "now.csv");
  await exportLabels(project, file, { format: "csv" });
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(1);
  expect(lines.map((line) => line.split(",")[0]).toSorted()).toEqual(
    [...truth.keys()]
      .filter((id) => id !== "a3.png")
      .map((id) => (id === "a2.png" ? "moved.png" : id))
      .toSorted(),
  );
  const { files } = await exportLabels(project, join(home, "folders"), { format: "class-folders" });
  expect(files.filter((name) => name.endsWith(".png"))).toHaveLength(6);
  expect(exportLosses(project, { format: "class-folders" })[0]).toMatch(
    /since their images are missing, so that they cannot be copied: 2, a3\.png the first/,
  );
});

test("with nothing to export nothing is written", async () => {
  const { home, project } = await projectFor("classification");
  await expect(exportLabels(project, join(home, "out"), { format: "csv" })).rejects.toThrow(
    "There is nothing to export: no image of the project has a label.",
  );
  mkdirSync(join(home, "full"));
  writeFileSync(join(home, "full/mine.txt"), "mine");
  const { project: labelled, context, truth } = await projectFor("classification");
  answer(labelled, context, truth);
  await expect(exportLabels(labelled, join(home, "full"), { format: "csv" })).rejects.toThrow(
    /it holds files/,
  );
  await expect(
    exportLabels(labelled, join(home, "full"), { format: "csv", overwrite: true }),
  ).rejects.toThrow(/mine\.txt/);
});
