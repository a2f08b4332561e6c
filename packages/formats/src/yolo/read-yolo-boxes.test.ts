import { expect, test } from "vitest";
import { measured } from "../../test/measured.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { readYoloBoxes } from "./read-yolo-boxes.ts";

function folder(files: Readonly<Record<string, string>>): string {
  return temporaryFolder("set", files);
}

const yaml = "path: .\ntrain: images/train\nval: images/val\nnames:\n  0: traffic light\n  1: Käfer\n";
const pair = { "images/train/a.jpg": "100x80", "labels/train/a.txt": "1 0.25 0.5 0.3 0.5\n" };

test("boxes are shares of the upright image; an image without a label file is empty", async () => {
  const root = folder({
    ...pair,
    "data.yaml": `\ufeff${yaml.replaceAll("\n", "\r\n")}`,
    "images/train/deep er/b.c.png": "200x100",
    "labels/train/deep er/b.c.txt": "0 0.5 0.5 1 1\r\n\r\n 1\t0.1 0.1 0.1 0.1 ",
    "images/train/empty.jpg": "10x10",
    "labels/train/empty.txt": "",
    "images/val/c.jpg": "10x10",
  });
  const { name, format, classes, parts, repairs, notes, skipped } = await readYoloBoxes(root, measured);
  expect([name, format, classes, repairs, skipped]).toEqual([
    "set",
    "yolo",
    ["traffic light", "Käfer"],
    [],
    [],
  ]);
  expect(notes).toEqual(["1 image has no label file: there is nothing in it."]);
  expect(parts.train.map(({ id, truth }) => [id, truth.count])).toEqual([
    ["images/train/a.jpg", 1],
    ["images/train/empty.jpg", 0],
    ["images/train/deep er/b.c.png", 2],
  ]);
  const [{ truth: a }, , { truth: b }] = parts.train;
  expect([...a.corners, ...a.areas, ...a.classes]).toEqual([10, 20, 40, 60, 1200, 1]);
  expect([...b.corners.subarray(0, 4), ...b.classes]).toEqual([0, 0, 200, 100, 0, 1]);
  expect(parts.validation?.map(({ id, truth }) => [id, truth.count])).toEqual([["images/val/c.jpg", 0]]);
  expect(parts.test).toBeUndefined();
});

test("bad boxes are repaired or left out, and counted with the first line", async () => {
  const lines = [
    "0 0.25 0.5 -0.3 0.5",
    "0 0.95 0.5 0.2 0.5",
    "0 0.5 0.5 0 0.1",
    "0 1.5 0.5 0.1 0.1",
    "1 0.5 0.5 1 1",
  ];
  const root = folder({
    ...pair,
    "data.yaml": yaml.replace("val: images/val\n", ""),
    "labels/train/a.txt": [...lines, lines[4]].join("\n"),
  });
  const { parts, repairs } = await readYoloBoxes(root, measured);
  expect([...parts.train[0].truth.corners].map((x) => Math.round(x))).toEqual(
    [
      [10, 20, 40, 60],
      [85, 20, 100, 60],
      [0, 0, 100, 80],
    ].flat(),
  );
  expect([...parts.train[0].truth.areas].map((x) => Math.round(x))).toEqual([1200, 600, 8000]);
  const place = "labels/train/a.txt, line";
  expect(repairs).toEqual([
    { kind: "clipped", count: 1, first: `${place} 2` },
    { kind: "swapped", count: 1, first: `${place} 1` },
    { kind: "empty", count: 1, first: `${place} 3` },
    { kind: "outside", count: 1, first: `${place} 4` },
    { kind: "twice", count: 1, first: `${place} 6` },
  ]);
});

test("a polygon is the box around it, of the polygon's area", async () => {
  const root = folder({
    ...pair,
    "data.yaml": yaml,
    "images/val/b.jpg": "1x1",
    "labels/train/a.txt": "0 .1 .1 .5 .1 .1 .6",
  });
  const [{ truth }] = (await readYoloBoxes(root, measured)).parts.train;
  expect([...truth.corners, ...truth.areas].map((x) => Math.round(x * 1e6) / 1e6)).toEqual([
    10, 8, 50, 48, 800,
  ]);
});

test.each<[string, Readonly<Record<string, string>>, string[]]>([
  [
    "a folder for each part, with classes.txt",
    {
      "images/train/a.jpg": "9x9",
      "labels/train/a.txt": "",
      "images/valid/b.jpg": "9x9",
      "labels/valid/x": "",
      "classes.txt": "cat\ndog\n\n",
    },
    ["images/train/a.jpg", "images/valid/b.jpg"],
  ],
  [
    "parts around images",
    {
      "train/images/a.jpg": "9x9",
      "train/labels/a.txt": "1 .5 .5 1 1",
      "valid/images/b.jpg": "9x9",
      "valid/labels/b.txt": "",
      "data.yaml":
        "train: ../train/images\nval: ../valid/images\ntest: ../test/images\nnc: 2\nnames: ['cat', 'dog']",
    },
    ["train/images/a.jpg", "valid/images/b.jpg"],
  ],
  [
    "lists of images",
    {
      "images/a.jpg": "9x9",
      "images/b.jpg": "9x9",
      "labels/a.txt": "1 .5 .5 1 1",
      "train.txt": "./images/a.jpg\n",
      "val.txt": "images/b.jpg",
      "d.yml": "path: /elsewhere\ntrain: train.txt\nval: [val.txt]\nnames: [cat, dog]",
    },
    ["images/a.jpg", "images/b.jpg"],
  ],
  [
    "no parts",
    { "images/a.jpg": "9x9", "labels/a.txt": "1 .5 .5 1 1", "labels/classes.txt": "cat\ndog" },
    ["images/a.jpg"],
  ],
])("finds %s", async (_, files, ids) => {
  const { parts, classes } = await readYoloBoxes(folder(files), measured);
  expect([parts.train[0].id, ...(parts.validation ?? []).map(({ id }) => id)]).toEqual(ids);
  expect(classes).toEqual(["cat", "dog"]);
});

test("what has no counterpart is told of", async () => {
  const root = folder({
    ...pair,
    "data.yaml": `${yaml}test: images/test`,
    "labels/train/orphan.txt": "0 .5 .5 1 1",
    "images/train/text.jpg": "text",
    "labels/train/text.txt": "",
    "images/val/b.jpg": "1x1",
  });
  const { skipped, notes } = await readYoloBoxes(root, measured);
  expect(skipped).toEqual([
    { file: "labels/train/orphan.txt", reason: "no listed image has its name" },
    {
      file: "images/train/text.jpg",
      reason: "it is not an image that can be read: unsupported image format",
    },
  ]);
  expect(notes[0]).toBe("The test part, images/test, is not there.");
});

test("an image that a list names outside the folder is as good as missing", async () => {
  const root = folder({
    ...pair,
    "data.yaml": yaml.replace("images/train", "list.txt"),
    "list.txt": "images/train/a.jpg\n/etc/hostname\n../a.jpg",
    "images/val/b.jpg": "1x1",
  });
  const { parts, skipped } = await readYoloBoxes(root, measured);
  expect(parts.train.map(({ id }) => id)).toEqual(["images/train/a.jpg"]);
  expect(skipped.map(({ reason }) => reason)).toEqual([
    "the image file is missing",
    "the image file is missing",
  ]);
});

const label = (text: string): Readonly<Record<string, string>> => ({
  ...pair,
  "data.yaml": yaml,
  "labels/train/a.txt": text,
});
test.each<[string, Readonly<Record<string, string>>, string]>([
  [
    "no data set",
    { "a.jpg": "1x1" },
    "must hold a YOLO data set: a data.yaml with names, or images/train with labels",
  ],
  [
    "no names",
    pair,
    "must say the names of its classes, in a data.yaml with names or in a classes.txt; it has neither.",
  ],
  [
    "a class without a name",
    label("0 .5 .5 1 1\n2 .5 .5 1 1"),
    "a.txt, line 2: the class must be one of the 2 that have names, 0 to 1; got 2.",
  ],
  [
    "a class that is no number",
    label("cat .5 .5 1 1"),
    'a.txt, line 1: a line must be numbers with spaces between; got "cat".',
  ],
  [
    "pixels",
    label("0 320 240 20 20"),
    "a.txt, line 1: coordinates must be shares of the image's width and height, 0 to 1; got 320.",
  ],
  [
    "a line too short",
    label("\n0 .5 .5 1"),
    "labels/train/a.txt, line 2: a line must have the class and four numbers of a box",
  ],
  ["a score at its end", label("0 .5 .5 1 1 .9"), "got 6 numbers."],
  [
    "two images for one label file",
    { ...label(""), "images/train/a.png": "1x1" },
    "labels/train/a.txt has images/train/a.jpg and images/train/a.png",
  ],
  ["two descriptions", { ...pair, "a.yaml": yaml, "b.yaml": yaml }, "a.yaml and b.yaml have them: keep one."],
  [
    "another number of names",
    { ...pair, "data.yaml": `${yaml}nc: 3` },
    "its nc must be the number of its names, 2; it is 3.",
  ],
  [
    "names with a gap",
    { ...pair, "data.yaml": "train: images\nnames: {0: a, 2: b}" },
    'must be names, as a list or by their numbers from 0; got {"0":"a","2":"b"}.',
  ],
  [
    "one name twice",
    { ...pair, "data.yaml": "train: images\nnames: [a, a]" },
    'must differ; "a" comes twice.',
  ],
  [
    "a training part that is not there",
    { ...pair, "data.yaml": "train: ../../x\nnames: [a]" },
    "its train must be inside ",
  ],
  [
    "no training part",
    { ...pair, "data.yaml": "val: images/train\nnames: [a, b]" },
    "must have a part to train on",
  ],
  [
    "an image in two parts",
    { ...pair, "data.yaml": "train: images/train\nval: images/train\nnames: [a, b]" },
    "images/train/a.jpg is listed twice",
  ],
])("refuses %s", async (_, files, message) => {
  await expect(readYoloBoxes(folder(files), measured)).rejects.toThrow(message);
});
