import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { measured } from "../../test/measured.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { readCocoBoxes } from "./read-coco-boxes.ts";

interface Made {
  images?: unknown;
  annotations?: unknown;
  categories?: unknown;
}

const image = { id: 1, file_name: "a.jpg", width: 100, height: 80 };
const categories = [
  { id: 7, name: "traffic light" },
  { id: 3, name: "Käfer" },
];
const box = { id: 1, image_id: 1, category_id: 3, bbox: [10, 20, 30, 40], area: 600, iscrowd: 0 };
const json = (made: Made): string =>
  JSON.stringify({ images: [image], annotations: [box], categories, ...made });
const train = "annotations/instances_train.json";

function folder(files: Readonly<Record<string, string>>): string {
  return temporaryFolder("set", files);
}

test("corners, areas and crowds are the file's, classes in its order, an image without a box stays", async () => {
  const root = folder({
    [train]: json({
      images: [image, { id: "two", file_name: "sub/b.jpg" }, { ...image, id: 3, file_name: "c.jpg" }],
      annotations: [
        box,
        { ...box, id: 2, category_id: 7, iscrowd: 1, bbox: [0, 0, 100, 80] },
        { image_id: "two", category_id: 7, bbox: [0.5, 0.25, 1, 2] },
      ],
    }),
    "annotations/instances_test.json": `\ufeff${json({ images: [{ id: 1, file_name: "d.jpg" }], annotations: [], categories: categories.toReversed() })}`,
    "images/a.jpg": "100x80",
    "images/sub/b.jpg": "50x40",
    "images/c.jpg": "100x80",
    "images/d.jpg": "10x10",
  });
  const { name, format, classes, parts, repairs, notes, skipped } = await readCocoBoxes(root, measured);
  expect([name, format, classes]).toEqual(["set", "coco", ["traffic light", "Käfer"]]);
  expect([repairs, notes, skipped]).toEqual([[], [], []]);
  expect(parts.train.map(({ id, width, truth }) => [id, width, truth.count])).toEqual([
    ["images/a.jpg", 100, 2],
    ["images/sub/b.jpg", 50, 1],
    ["images/c.jpg", 100, 0],
  ]);
  const [{ truth: a }, { truth: b }] = parts.train;
  expect([...a.corners]).toEqual([10, 20, 40, 60, 0, 0, 100, 80]);
  expect([[...a.areas], [...a.classes], [...a.ignored], [...a.crowds]]).toEqual([
    [600, 600],
    [1, 0],
    [0, 1],
    [0, 1],
  ]);
  expect([...b.corners, ...b.areas]).toEqual([0.5, 0.25, 1.5, 2.25, 2]);
  expect(parts.test?.map(({ id }) => id)).toEqual(["images/d.jpg"]);
});

test("bad boxes are repaired or left out, and counted with the first annotation", async () => {
  const annotations = [
    { ...box, id: 1, bbox: [40, 60, -30, -40] },
    { ...box, id: 2, bbox: [90, 0, 20, 10], area: 100 },
    { ...box, id: 3, bbox: [90, 0, 0, 10] },
    { ...box, id: 4, bbox: [200, 0, 10, 10] },
    { ...box, id: 5, image_id: 99 },
    { ...box, id: 6, image_id: 98 },
  ];
  const root = folder({ [train]: json({ annotations }), "images/a.jpg": "100x80" });
  const { parts, repairs } = await readCocoBoxes(root, measured);
  expect([...parts.train[0].truth.corners]).toEqual([10, 20, 40, 60, 90, 0, 100, 10]);
  expect([...parts.train[0].truth.areas]).toEqual([600, 50]);
  const file = "annotations/instances_train.json";
  expect(repairs).toEqual([
    { kind: "clipped", count: 1, first: `${file}, annotation 2` },
    { kind: "swapped", count: 1, first: `${file}, annotation 1` },
    { kind: "empty", count: 1, first: `${file}, annotation 3` },
    { kind: "outside", count: 1, first: `${file}, annotation 4` },
    { kind: "orphan", count: 2, first: `${file}, annotation 5` },
  ]);
});

test.each<[string, Readonly<Record<string, string>>, string[]]>([
  [
    "a folder for each part",
    { "train2017/a.jpg": "100x80", "val2017/a.jpg": "100x80" },
    ["train2017", "val2017"],
  ],
  [
    "the same under images",
    { "images/train2017/a.jpg": "100x80", "images/val2017/a.jpg": "100x80" },
    ["images/train2017", "images/val2017"],
  ],
])("finds images in %s", async (_, files, folders) => {
  const root = folder({
    "annotations/instances_train2017.json": json({}),
    "annotations/instances_val2017.json": json({}),
    "annotations/captions_val2017.json": "",
    ...files,
  });
  const { parts } = await readCocoBoxes(root, measured);
  expect(parts.train.map(({ id }) => id)).toEqual([`${folders[0]}/a.jpg`]);
  expect(parts.validation?.map(({ id }) => id)).toEqual([`${folders[1]}/a.jpg`]);
});

test("reads what tools export, an annotation file among the images of each part", async () => {
  const root = folder({
    "train/_annotations.coco.json": json({}),
    "train/a.jpg": "100x80",
    "valid/_annotations.coco.json": json({}),
    "valid/a.jpg": "100x80",
  });
  const { parts } = await readCocoBoxes(root, measured);
  expect([parts.train[0].id, parts.validation?.[0].id]).toEqual(["train/a.jpg", "valid/a.jpg"]);
});

test.each(["annotations/train.json", "annotations/instances_default.json"])("reads %s", async (file) => {
  const root = folder({ [file]: json({}), "images/a.jpg": "100x80", "annotations/notes.json": "" });
  const [image] = (await readCocoBoxes(root, measured)).parts.train;
  expect(image.id).toBe("images/a.jpg");
});

test("file names are found across systems, and none outside the folder", async () => {
  const names = ["sub\\a.jpg", "e\u0301.jpg", "../out.jpg", "missing.jpg", "/etc/hostname", "a#1 [x].jpg"];
  const images = names.map((file_name, id) => ({ id, file_name }));
  const root = folder({
    [train]: json({ images, annotations: [] }),
    "images/sub/a.jpg": "100x80",
    "images/\u00e9.jpg": "100x80",
    "images/a#1 [x].jpg": "100x80",
    "out.jpg": "100x80",
  });
  const { parts, skipped } = await readCocoBoxes(root, measured);
  expect(parts.train.map(({ id }) => id)).toEqual([
    "images/sub/a.jpg",
    "images/\u00e9.jpg",
    "images/a#1 [x].jpg",
  ]);
  expect(skipped.map(({ reason }) => reason)).toEqual(new Array(3).fill("the image file is missing"));
});

const images = { "images/a.jpg": "100x80" };
test.each<[string, Readonly<Record<string, string>>, string]>([
  [
    "no annotations",
    images,
    "must hold annotations/instances_train.json, and the same for test or val; there is none.",
  ],
  [
    "malformed JSON",
    { [train]: '{"images": [],\n}' },
    "instances_train.json, line 2: it is not JSON: a key in quotes",
  ],
  ["a list", { [train]: "[]" }, "must hold a JSON object with images, annotations and categories."],
  ["no list of images", { [train]: "{}" }, 'must have a list "images"; it has none.'],
  [
    "an image without a name",
    { [train]: json({ images: [{ id: 4 }] }) },
    "image 4: it must have a file_name",
  ],
  [
    "an image of no size",
    { [train]: json({ images: [{ ...image, width: 0 }] }) },
    "its width must be a positive whole",
  ],
  [
    "two images of one name",
    { [train]: json({ images: [image, { ...image, id: 2 }] }) },
    'two images have the file_name "a.jpg": each must have its own.',
  ],
  [
    "two images of one id",
    { [train]: json({ images: [image, image] }) },
    "two images have the id 1: each must",
  ],
  [
    "two categories of one name",
    { [train]: json({ categories: [{ id: 1, name: "a" }, { id: 2, name: "a" }] }) }, // prettier-ignore
    'two categories have the name "a"',
  ],
  [
    "a category id that no category has",
    { [train]: json({ annotations: [{ ...box, category_id: 9 }] }) },
    "annotation 1: its category_id must be the id of a category; no category has 9.",
  ],
  [
    "a box that is none",
    { [train]: json({ annotations: [{ ...box, bbox: [1, 2, null, 4] }] }) },
    "annotation 1: its bbox must be four numbers, x, y, width and height; got [1,2,null,4].",
  ],
  [
    "a crowd that is none",
    { [train]: json({ annotations: [{ ...box, iscrowd: "0" }] }) },
    'annotation 1: its iscrowd must be 0 or 1; got "0".',
  ],
  [
    "an annotation without an id or a box",
    { [train]: json({ annotations: [{ image_id: 1, category_id: 3 }] }) },
    "annotations[0]: its bbox must be four numbers, x, y, width and height; got undefined.",
  ],
  [
    "images that are nowhere",
    { [train]: json({}), "pictures/a.jpg": "100x80" },
    "None of the 1 images of instances_train.json (a.jpg is one) can be found; looked in ",
  ],
  [
    "an image in two parts",
    { [train]: json({}), "annotations/instances_test.json": json({}), ...images },
    "images/a.jpg is listed twice (annotations/instances_test.json, image 1; annotations/instances_train.json, image 1)",
  ],
  [
    "a category that only the test part has",
    {
      [train]: json({}),
      "annotations/instances_test.json": json({ categories: [...categories, { id: 4, name: "bus" }] }),
      ...images,
    },
    'instances_test.json: the category "bus" must be one of the training part\'s (traffic light, Käfer).',
  ],
  [
    "two files for one part",
    { [train]: json({}), "annotations/instances_train2017.json": json({}) },
    "both name the train part: keep one of them.",
  ],
  [
    "no part to train on",
    { "annotations/instances_val.json": json({}), ...images },
    "must have a part to train on",
  ],
])("refuses %s", async (_, files, message) => {
  await expect(readCocoBoxes(folder(files), measured)).rejects.toThrow(message);
});

const data = join(process.env.QUERENT_DATA ?? "", "deeppcb");
test.skipIf(!existsSync(data))(
  "deeppcb has the images and boxes it says (needs deeppcb in the folder named by QUERENT_DATA)",
  async () => {
    const { parts, repairs, skipped } = await readCocoBoxes(data, {
      measure: async () => ({ width: 640, height: 640 }),
    });
    expect([parts.train.length, parts.test?.length, repairs, skipped]).toEqual([1000, 500, [], []]);
    const boxes = [...parts.train, ...(parts.test ?? [])].reduce((sum, { truth }) => sum + truth.count, 0);
    expect(boxes).toBe(10_013);
  },
);
