import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExchangedDataset } from "@querent/core";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { lossesOf, writeExchange } from "./write-exchange.ts";

const boxes: ExchangedDataset = {
  task: "detection",
  classes: ["b", "unused", "a"],
  images: [
    {
      path: "1.jpg",
      width: 100,
      height: 80,
      part: "train",
      who: "ann",
      label: {
        kind: "boxes",
        boxes: [
          { class: 0, corners: [1, 2, 30, 40], crowd: true, area: 5 },
          { class: 2, corners: [1, 2, 30, 40], difficult: true, area: 29 * 38 },
          { class: 2, corners: [5, 5, 6, 60] },
          { class: 2, corners: [50, 50, 120, 70] },
          { class: 2, corners: [-9, 50, -2, 70] },
        ],
      },
    },
    { path: "2.jpg", width: 10, height: 10, label: { kind: "boxes", boxes: [] } },
    { path: "3.jpg", width: 10, height: 10 },
  ],
};
const always = [
  "has boxes inside their images: 1 that reaches out would be clipped.",
  "has boxes with an area inside their images: 1 without would be left out.",
];

test("what each format cannot hold is listed with counts, before anything is written", () => {
  expect(lossesOf("voc", boxes)).toEqual(
    [
      "has no place for unlabelled images: 1 would be left out.",
      "does not say who labelled an image and when: 1 image would lose it.",
      "has no list of classes: 1 that no image has would be lost.",
      "has no list of classes: 2 would change their places, for the order becomes that of the names.",
      ...always,
      "counts whole pixels: 1 box of no more than one pixel across would be left out.",
      "has no crowd flags: 1 would be lost.",
      "has no areas of segments: 1 would be that of the box.",
    ].map((rest) => `Pascal VOC ${rest}`),
  );
  expect(lossesOf("yolo", boxes)).toContain(
    "YOLO has every image in a part: 1 without one would be in train.",
  );
  expect(lossesOf("yolo", boxes)).toContain("YOLO has no mark for difficult boxes: 1 would lose it.");
  expect(lossesOf("coco", boxes)).toContain("COCO has no mark for difficult boxes: 1 would lose it.");
  expect(lossesOf("label-studio", boxes)).toEqual(always.map((rest) => `Label Studio ${rest}`));
});

test("COCO numbers images as they are numbered, else from 1", async () => {
  const folder = temporaryFolder("numbers", {});
  const images = boxes.images.map(({ path, width, height, label }) => ({ path, width, height, label }));
  const numbered = images.map((image, i) => ({ ...image, number: 70 - i }));
  const idsOf = async (name: string, of: ExchangedDataset["images"]): Promise<unknown> => {
    await writeExchange({ ...boxes, images: of }, join(folder, name), { format: "coco" });
    const text = readFileSync(join(folder, name, "annotations/instances_default.json"), "utf8");
    const written = JSON.parse(text) as { images: { id: number }[]; annotations: { image_id: number }[] };
    return [written.images.map(({ id }) => id), [...new Set(written.annotations.map((one) => one.image_id))]];
  };
  expect(await idsOf("counted", images)).toEqual([[1, 2], [1]]);
  expect(await idsOf("numbered", numbered)).toEqual([[70, 69], [70]]);
  const refusal = (of: ExchangedDataset["images"]) => () => lossesOf("coco", { ...boxes, images: of });
  expect(refusal(numbered.map((one) => ({ ...one, number: 3 })))).toThrow(
    /2\.jpg must have a number of its own, from 1; got 3/,
  );
  expect(refusal([numbered[0], ...images.slice(1)])).toThrow(
    /Every image must have a number, or none; 1 of 3 have one/,
  );
});

test("of poses: bones, sides, boxes and areas", () => {
  const poses: ExchangedDataset = {
    task: "pose",
    classes: ["person"],
    skeleton: { joints: ["left_a", "right_a", "b"], bones: [[0, 2]], mirrored: Int32Array.of(0, 1, 2) },
    images: [
      {
        path: "1.jpg",
        width: 100,
        height: 80,
        part: "test",
        label: {
          kind: "poses",
          poses: [
            {
              joints: [
                [1, 2, 2],
                [3, 4, 1],
                [0, 0, 0],
              ],
              area: 9,
            },
            {
              joints: [
                [1, 2, 0],
                [3, 4, 0],
                [0, 0, 0],
              ],
            },
            {
              joints: [
                [1, 999, 2],
                [3, 4, 1],
                [0, 0, 0],
              ],
              corners: [0, 0, 9, 9],
            },
          ],
        },
      },
    ],
  };
  expect(lossesOf("yolo", poses)).toEqual(
    [
      "has no areas of segments: 1 would be that of the box.",
      "has a box with every pose: 1 without would get the box around its joints.",
      "has no poses without joints and box: 1 would be left out.",
      "has no joints that are far outside their images: 1 would be as if not annotated.",
      "has no bones: 1 would be lost.",
    ].map((rest) => `YOLO ${rest}`),
  );
  const sides =
    "tells the sides of joints by their names: 2 that change places in a mirrored image would be told otherwise.";
  expect(lossesOf("coco", poses)).toContain(`COCO ${sides}`);
  expect(lossesOf("cvat", poses)).toEqual([
    "CVAT has no poses without joints and box: 1 would be left out.",
    `CVAT ${sides}`,
  ]);
});

test("names that a format cannot have are refused, naming the images", () => {
  const with2 = (path: string, task: "detection" | "classification" = "detection"): ExchangedDataset => ({
    task,
    classes: task === "detection" ? ["x"] : [path],
    images: ["a.jpg", path].map((one) => ({
      path: one,
      width: 9,
      height: 9,
      label: task === "detection" ? { kind: "boxes", boxes: [] } : { kind: "class", class: 0 },
    })),
  });
  expect(() => lossesOf("coco", with2("../a.jpg"))).toThrow(/must be names with "\/" between/);
  expect(() => lossesOf("coco", with2("a\n.jpg"))).toThrow(/must have no control characters/);
  expect(() => lossesOf("coco", with2("a.jpg"))).toThrow(/a\.jpg is there twice/);
  expect(() => lossesOf("class-folders", with2("train", "classification"))).toThrow(
    /"train" cannot be the name/,
  );
  expect(() => lossesOf("coco", { ...with2("b.jpg"), images: [] })).toThrow(
    /must have an image that COCO can hold/,
  );
  expect(() => lossesOf("voc", { ...boxes, task: "pose" })).toThrow(/Pascal VOC is for detection/);
  expect(() => lossesOf("yolo", with2("a.png"))).toThrow(/a\.jpg and a\.png would both have labels\/a\.txt/);
});

test("a target that holds anything but an earlier export is left alone", async () => {
  const outer = temporaryFolder("out", { "mine/notes.txt": "kept", "1.jpg": "image" });
  const write = (target: string, rest: object = {}): Promise<unknown> =>
    writeExchange(boxes, join(outer, target), { format: "coco", ...rest });
  await expect(write("mine")).rejects.toThrow(/must be empty/);
  await expect(write("mine", { overwrite: true })).rejects.toThrow(/it holds notes\.txt too/);
  mkdirSync(join(outer, "new"));
  const images = { copyImages: true, imagesFrom: () => join(outer, "1.jpg") };
  await write("new", images);
  expect(readFileSync(join(outer, "new/images/2.jpg"), "utf8")).toBe("image");
  await expect(write("new")).rejects.toThrow(/must be empty/);
  await write("new", { overwrite: true });
  expect(existsSync(join(outer, "new/images"))).toBe(false);
  writeFileSync(join(outer, "new/later.txt"), "");
  await expect(write("new", { overwrite: true })).rejects.toThrow(/it holds later\.txt too/);
  expect(readdirSync(outer).sort()).toEqual(["1.jpg", "mine", "new"]);
});

test("a failure leaves nothing behind, and an earlier export as it was", async () => {
  const outer = temporaryFolder("out", {});
  const target = join(outer, "set");
  await writeExchange(boxes, target, { format: "voc" });
  const before = readdirSync(target, { recursive: true }).sort();
  const missing = {
    format: "voc",
    overwrite: true,
    copyImages: true,
    imagesFrom: () => join(outer, "none"),
  } as const;
  await expect(writeExchange(boxes, target, missing)).rejects.toThrow(/ENOENT/);
  await expect(writeExchange(boxes, target, { format: "voc", copyImages: true })).rejects.toThrow(
    /say where they are/,
  );
  const controller = new AbortController();
  controller.abort(new Error("stopped"));
  await expect(
    writeExchange(boxes, target, { format: "voc", overwrite: true, abort: controller.signal }),
  ).rejects.toThrow("stopped");
  expect(readdirSync(outer)).toEqual(["set"]);
  expect(readdirSync(target, { recursive: true }).sort()).toEqual(before);
});

test("what an export that was killed left is removed, and nothing else", async () => {
  const folder = temporaryFolder("killed", {});
  const nobody = 99_999_999; // above the largest number of a process
  const left = (name: string, pid: number): string => `.${name}.${pid}.${randomUUID()}.tmp`;
  const others = [left("out", process.pid), left("other", nobody), ".out.tmp"];
  for (const name of [left("out", nobody), `${left("out", nobody)}.old`, ...others])
    mkdirSync(join(folder, name, "images"), { recursive: true });
  await writeExchange(boxes, join(folder, "out"), { format: "coco" });
  expect(readdirSync(folder).toSorted()).toEqual([...others, "out"].toSorted());
});

test("CSV and CVAT may be one file", async () => {
  const outer = temporaryFolder("out", {});
  const file = join(outer, "labels.csv");
  expect((await writeExchange(boxes, file, { format: "csv" })).files).toEqual([file]);
  expect(readFileSync(file, "utf8").split("\n").slice(0, 2)).toEqual([
    "path,label,labelled,x1,y1,x2,y2,difficult,crowd,area,part,width,height,who,at",
    "1.jpg,b,1,1,2,30,40,,1,5,train,100,80,ann,",
  ]);
  await expect(writeExchange(boxes, file, { format: "csv" })).rejects.toThrow(/is there already/);
  await writeExchange(boxes, file, { format: "csv", overwrite: true });
  await writeExchange(boxes, join(outer, "a.xml"), { format: "cvat" });
  const images = { copyImages: true, imagesFrom: (path: string) => path };
  await expect(writeExchange(boxes, join(outer, "b.xml"), { format: "cvat", ...images })).rejects.toThrow(
    /no room for images/,
  );
  expect(readdirSync(outer).sort()).toEqual(["a.xml", "labels.csv"]);
});
