import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { measured } from "../../test/measured.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { readVocBoxes } from "./read-voc-boxes.ts";

type Box = readonly [name: string, x1: number, y1: number, x2: number, y2: number, difficult?: number];

function annotation(
  boxes: readonly Box[],
  size = "<size><width>100</width><height>80</height></size>",
): string {
  const objects = boxes.map(
    ([name, x1, y1, x2, y2, difficult = 0]) =>
      `<object><name>${name}</name><difficult>${difficult}</difficult><bndbox><xmin>${x1}</xmin><ymin>${y1}</ymin>` +
      `<xmax>${x2}</xmax><ymax>${y2}</ymax></bndbox></object>`,
  );
  return `<annotation>\n${size}\n${objects.join("\n")}\n</annotation>`;
}

function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  return temporaryFolder("set", files);
}

const pair = {
  "JPEGImages/a.jpg": "100x80",
  "Annotations/a.xml": annotation([["cat", 11, 21, 30, 40]]),
};

test("corners are those of the devkit's pixels, classes in natural order, difficult boxes ignored", async () => {
  const root = folder({
    ...pair,
    "JPEGImages/b é.JPG": "100x80",
    "Annotations/b é.xml": annotation([
      ["traffic light", 1, 1, 100, 80, 1],
      ["car &amp; van", 5.5, 5, 9.5, 9],
    ]),
    "JPEGImages/c.png": "100x80",
    "Annotations/c.xml": annotation([], ""),
    "ImageSets/Main/trainval.txt": "\ufeffa\r\nb é\r\n\r\n",
    "ImageSets/Main/train.txt": "a",
    "ImageSets/Main/val.txt": "b é",
    "ImageSets/Main/test.txt": "c\n",
  });
  const { name, format, classes, parts, repairs, notes, skipped } = await readVocBoxes(root, measured);
  expect([name, format, classes, repairs, skipped]).toEqual([
    "set",
    "voc",
    ["car & van", "cat", "traffic light"],
    [],
    [],
  ]);
  expect(notes).toEqual(["The lists train and val are not used: trainval has the images of both."]);
  expect(parts.train.map(({ id, width, height }) => [id, width, height])).toEqual([
    ["JPEGImages/a.jpg", 100, 80],
    ["JPEGImages/b é.JPG", 100, 80],
  ]);
  const [a, b] = parts.train.map(({ truth }) => truth);
  expect([...a.corners, ...a.areas]).toEqual([10, 20, 30, 40, 400]);
  expect([...b.corners]).toEqual([0, 0, 100, 80, 4.5, 4, 9.5, 9]);
  expect([[...b.classes], [...b.ignored], [...b.crowds]]).toEqual([
    [2, 0],
    [1, 0],
    [0, 0],
  ]);
  expect(parts.test?.map(({ id, truth }) => [id, truth.count])).toEqual([["JPEGImages/c.png", 0]]);
});

test("bad boxes are repaired or left out, and counted with the first line", async () => {
  const root = folder({
    "JPEGImages/a.jpg": "100x80",
    "Annotations/a.xml": annotation([
      ["cat", 30, 40, 11, 21],
      ["cat", 91, 1, 120, 10],
      ["cat", 7, 7, 7, 7],
      ["cat", 7, 7, 7, 9],
      ["cat", 101, 1, 120, 10],
    ]),
  });
  const { parts, repairs, notes } = await readVocBoxes(root, measured);
  expect([...parts.train[0].truth.corners]).toEqual([10, 20, 30, 40, 90, 0, 100, 10]);
  expect(repairs).toEqual([
    { kind: "clipped", count: 1, first: "Annotations/a.xml, line 4" },
    { kind: "swapped", count: 1, first: "Annotations/a.xml, line 3" },
    { kind: "empty", count: 2, first: "Annotations/a.xml, line 5" },
    { kind: "outside", count: 1, first: "Annotations/a.xml, line 7" },
  ]);
  expect(notes).toHaveLength(5);
  expect(notes[0]).toBe("There are no lists in ImageSets/Main: all annotations are taken as one part.");
});

test("images and annotations without their other half are skipped with the reason", async () => {
  const root = folder({
    ...pair,
    "Annotations/no image.xml": annotation([]),
    "JPEGImages/no annotation.jpg": "100x80",
    "JPEGImages/text.jpg": "text",
    "Annotations/text.xml": annotation([]),
    "JPEGImages/turned.jpg": "80x100",
    "Annotations/turned.xml": annotation([["cat", 1, 1, 5, 5]]),
    "ImageSets/Main/train.txt": "a\nno image\nno annotation\ntext\nturned",
  });
  const { parts, skipped } = await readVocBoxes(root, measured);
  expect(parts.train.map(({ id }) => id)).toEqual(["JPEGImages/a.jpg"]);
  expect(skipped).toEqual([
    {
      file: "Annotations/no annotation.xml",
      reason: "the annotation of no annotation is missing (ImageSets/Main/train.txt, line 3)",
    },
    { file: "JPEGImages/no image", reason: "the image file is missing" },
    { file: "JPEGImages/text.jpg", reason: "it is not an image that can be read: unsupported image format" },
    {
      file: "JPEGImages/turned.jpg",
      reason: "its annotation is for an image of 100 x 80 pixels, the file shows 80 x 100",
    },
  ]);
});

test("finds the layout inside folders around it, train and val without a test, groups", async () => {
  const inner = "VOCdevkit/VOC2007";
  const root = folder({
    ...Object.fromEntries(Object.entries(pair).map(([path, content]) => [`${inner}/${path}`, content])),
    [`${inner}/JPEGImages/b.jpg`]: "100x80",
    [`${inner}/Annotations/b.xml`]: annotation([["cat", 1, 1, 5, 5]]),
    [`${inner}/ImageSets/Main/train.txt`]: "a",
    [`${inner}/ImageSets/Main/val.txt`]: "b",
    [`${inner}/ImageSets/Main/trainval.txt`]: "a\nb",
  });
  const { parts } = await readVocBoxes(root, { ...measured, group: (id) => id.slice(-5) });
  expect(parts.train.map(({ id, group }) => [id, group])).toEqual([[`${inner}/JPEGImages/a.jpg`, "a.jpg"]]);
  expect(parts.validation?.map(({ group }) => group)).toEqual(["b.jpg"]);
  expect(parts.test).toBeUndefined();
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  [
    "no data set",
    { "x.txt": "" },
    "must hold the folders Annotations and JPEGImages of Pascal VOC; it does not.",
  ],
  [
    "an image in two parts",
    { ...pair, "ImageSets/Main/train.txt": "\na", "ImageSets/Main/test.txt": "a" },
    "JPEGImages/a.jpg is listed twice (ImageSets/Main/train.txt, line 2; ImageSets/Main/test.txt, line 1)",
  ],
  [
    "two images of one name",
    { ...pair, "JPEGImages/a.png": "100x80" },
    "Annotations/a.xml has JPEGImages/a.jpg and JPEGImages/a.png: remove or rename one of them.",
  ],
  ["nothing to train on", { ...pair, "ImageSets/Main/test.txt": "a" }, "there is none."],
  [
    "an empty part",
    { ...pair, "ImageSets/Main/train.txt": "a", "ImageSets/Main/test.txt": "" },
    "it lists none",
  ],
  [
    "malformed XML",
    { ...pair, "Annotations/a.xml": "<annotation>\n<object>\n</annotation>" },
    "a.xml, line 3: it is not well-formed XML: </annotation> must be </object>, which is open since line 2.",
  ],
  [
    "another document",
    { ...pair, "Annotations/a.xml": "<html/>" },
    "the outermost element must be annotation; it is html.",
  ],
  [
    "no box",
    { ...pair, "Annotations/a.xml": "<annotation>\n<object><name>x</name></object></annotation>" },
    "a.xml, line 2: the element object must have one bndbox; it has 0.",
  ],
  [
    "no name",
    { ...pair, "Annotations/a.xml": annotation([[" ", 1, 1, 5, 5]]) },
    "a.xml, line 3: the name of an object must not be empty.",
  ],
  [
    "a number that is none",
    { ...pair, "Annotations/a.xml": annotation([["x", Number.NaN, 1, 5, 5]]) },
    'a.xml, line 3: xmin must be a number; got "NaN".',
  ],
  ["no objects at all", { ...pair, "Annotations/a.xml": annotation([]) }, "must have an annotated object"],
])("refuses %s", async (_, files, message) => {
  await expect(readVocBoxes(folder(files), measured)).rejects.toThrow(message);
});

test("a size of 0, as some tools write, is none that is stated", async () => {
  const size = "<size><width>0</width><height>0</height></size>";
  const root = folder({ ...pair, "Annotations/a.xml": annotation([["cat", 1, 1, 5, 5]], size) });
  const [{ width, height }] = (await readVocBoxes(root, measured)).parts.train;
  expect([width, height]).toEqual([100, 80]);
});

test("reads the encoding that the XML declares", async () => {
  const text = `<?xml version="1.0" encoding="ISO-8859-1"?>${annotation([["Käfer", 1, 1, 5, 5]])}`;
  const root = folder({ ...pair, "Annotations/a.xml": Buffer.from(text, "latin1") });
  expect((await readVocBoxes(root, measured)).classes).toEqual(["Käfer"]);
});

const data = join(process.env.QUERENT_DATA ?? "", "bccd");
test.skipIf(!existsSync(data))(
  "bccd has the images and boxes it says (needs bccd in the folder named by QUERENT_DATA)",
  async () => {
    const root = join(data, "BCCD");
    const { parts, classes, repairs, skipped } = await readVocBoxes(root, {
      measure: async () => ({ width: 640, height: 480 }),
    });
    expect([parts.train.length, parts.test?.length, skipped]).toEqual([292, 72, []]);
    expect(classes).toEqual(["Platelets", "RBC", "WBC"]);
    expect(repairs).toEqual([
      { kind: "empty", count: 2, first: "Annotations/BloodImage_00338.xml, line 158" },
    ]);
    const boxes = [...parts.train, ...(parts.test ?? [])].reduce((sum, { truth }) => sum + truth.count, 0);
    expect(boxes + 2).toBe(4888);
  },
);
