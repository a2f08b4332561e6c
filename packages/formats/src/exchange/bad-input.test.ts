import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import type { ReadExchangeOptions } from "./exchange-format.ts";
import { readExchange } from "./read-exchange.ts";

type Files = Readonly<Record<string, string>>;
const size = { width: 100, height: 50 };
const read = (files: Files, at: string, options: ReadExchangeOptions): ReturnType<typeof readExchange> =>
  readExchange(`${temporaryFolder("set", files)}${at}`, { sizeOf: () => size, ...options });
const detection = { task: "detection" } as const;
const pose = { task: "pose" } as const;
const classification = { task: "classification" } as const;

const coco = (changes: object): string =>
  JSON.stringify({
    images: [{ id: 1, file_name: "a.jpg", ...size }],
    categories: [{ id: 1, name: "cell" }],
    annotations: [],
    ...changes,
  });
const cvat = (body: string): string =>
  `<annotations>\n<meta><job><labels><label><name>cell</name></label></labels></job></meta>\n` +
  `<image id="0" name="a.jpg" width="100" height="50">\n${body}\n</image>\n</annotations>`;
const task = (changes: object, data: object = {}): string =>
  JSON.stringify([{ id: 7, data: { image: "a.jpg", ...data }, annotations: [{ result: [] }], ...changes }]);
const box = (value: object): object => ({
  annotations: [{ result: [{ id: "r", type: "rectanglelabels", value }] }],
});
const csv = "path,label,x1,y1,x2,y2,width,height\n";
const voc = (body: string): string => `<annotation>\n<filename>a.jpg</filename>\n${body}\n</annotation>`;

const cases: readonly (readonly [
  what: string,
  files: Files,
  at: string,
  ReadExchangeOptions,
  error: RegExp,
])[] = [
  ["nothing there", {}, "/none.json", detection, /none\.json does not exist/],
  ["no format", { "a.txt": "" }, "", detection, /must be labels that can be read: a \.csv or \.tsv file/],
  [
    "a format not for the task",
    { "a.csv": csv },
    "/a.csv",
    pose,
    /is of the format CSV, which is for classification and detection/,
  ],
  [
    "an unknown format",
    { "a.csv": csv },
    "/a.csv",
    { ...detection, format: "vok" as "voc" },
    /must be one of csv, cvat, .*got "vok"/,
  ],
  [
    "a format that is not there",
    { "a.csv": csv },
    "",
    { ...detection, format: "voc" },
    /must hold the folder Annotations/,
  ],
  ["an empty file", { "a.json": "" }, "/a.json", detection, /a\.json must hold labels; it is empty/],
  [
    "empty JSON",
    { "a.json": "" },
    "/a.json",
    { ...detection, format: "coco" },
    /a\.json, line 1: it is not JSON/,
  ],
  [
    "broken JSON",
    { "a.json": '{\n"images": [}' },
    "/a.json",
    detection,
    /a\.json, line 2: it is not JSON: a value/,
  ],
  [
    "COCO without images",
    { "a.json": coco({ images: [] }) },
    "/a.json",
    detection,
    /must name at least one image; it names none/,
  ],
  [
    "COCO, unknown category",
    { "a.json": coco({ annotations: [{ id: 3, image_id: 1, category_id: 9, bbox: [0, 0, 1, 1] }] }) },
    "/a.json",
    detection,
    /annotation 3: its category_id must be/,
  ],
  [
    "COCO, a class that is not asked for",
    { "a.json": coco({ annotations: [{ id: 3, image_id: 1, category_id: 1, bbox: [0, 0, 1, 1] }] }) },
    "/a.json",
    { ...detection, classes: ["WBC"] },
    /a\.json, annotation 3: the class "cell" must be one of WBC/,
  ],
  [
    "COCO, the same image in two parts",
    { "annotations/instances_train.json": coco({}), "annotations/instances_val.json": coco({}) },
    "",
    detection,
    /a\.jpg is there twice \(annotations\/instances_train\.json, image 1; annotations\/instances_val/,
  ],
  [
    "COCO, another number of joints",
    {
      "a.json": coco({
        categories: [{ id: 1, name: "p", keypoints: ["a", "b"] }],
        annotations: [{ id: 4, image_id: 1, category_id: 1, bbox: [0, 0, 1, 1], keypoints: [1, 1, 2] }],
      }),
    },
    "/a.json",
    pose,
    /annotation 4: .* 2 joints of its category, 6 numbers; got 3/,
  ],
  [
    "COCO, other joints than asked for",
    { "a.json": coco({ categories: [{ id: 1, name: "p", keypoints: ["a", "b"] }] }) },
    "/a.json",
    { ...pose, skeleton: { joints: ["b"], bones: [], mirrored: Int32Array.of(0) } },
    /must be b; they are a, b/,
  ],
  [
    "broken XML",
    { "a.xml": "<annotations>\n<image></annotations>" },
    "/a.xml",
    detection,
    /a\.xml, line 2: it is not well-formed XML/,
  ],
  [
    "empty XML",
    { "a.xml": "" },
    "/a.xml",
    { ...detection, format: "cvat" },
    /a\.xml, line 1: .*there is no element/,
  ],
  [
    "VOC taken for CVAT",
    { "a.xml": voc("") },
    "/a.xml",
    { ...detection, format: "cvat" },
    /outermost element must be annotations/,
  ],
  [
    "CVAT for video",
    { "a.xml": '<annotations>\n<track id="0"/></annotations>' },
    "/a.xml",
    detection,
    /line 2: it has tracks/,
  ],
  [
    "CVAT, a label that is not announced",
    { "a.xml": cvat('<tag label="dog"/>') },
    "/a.xml",
    classification,
    /a\.xml, line 4: the label "dog" must be one that the file announces \(cell\)/,
  ],
  [
    "CVAT, a box without numbers",
    { "a.xml": cvat('<box label="cell" xtl="1" ytl="" xbr="3" ybr="4"/>') },
    "/a.xml",
    detection,
    /line 4: ytl of a box must be a number; got ""/,
  ],
  [
    "CVAT, points of another number",
    { "a.xml": cvat('<points label="cell" points="1,2;3,4"/>') },
    "/a.xml",
    { ...pose, skeleton: { joints: ["a"], bones: [], mirrored: Int32Array.of(0) } },
    /a\.xml, line 4: a pose must have the 1 joints a; it has 2/,
  ],
  [
    "Label Studio, no image",
    { "a.json": task({ data: { text: "x" } }) },
    "/a.json",
    detection,
    /a\.json, task 7: its data must have the address of an image/,
  ],
  [
    "Label Studio, JSON-MIN",
    { "a.json": '[{"image": "a.jpg", "label": []}]' },
    "/a.json",
    detection,
    /task 1: .*export as JSON, not JSON-MIN/,
  ],
  [
    "Label Studio, a missing number",
    { "a.json": task(box({ x: 1, y: 2, width: 3, rectanglelabels: ["c"] })) },
    "/a.json",
    detection,
    /task 7, region r: height must be a number; got nothing/,
  ],
  [
    "Label Studio, two labels",
    { "a.json": task(box({ x: 1, y: 2, width: 3, height: 4, rectanglelabels: ["c", "d"] })) },
    "/a.json",
    detection,
    /region r: it must have one label; got \["c","d"\]/,
  ],
  [
    "Label Studio, poses without joints",
    { "a.json": task({}) },
    "/a.json",
    pose,
    /must have label-config\.xml beside it/,
  ],
  ["CSV, empty", { "a.csv": "" }, "/a.csv", detection, /a\.csv must hold labels; it is empty/],
  [
    "CSV, no label column",
    { "a.csv": "path\nx.jpg" },
    "/a.csv",
    classification,
    /must have a column "label"/,
  ],
  [
    "CSV, the same image twice",
    { "a.csv": "path,label\nx.jpg,a\nx.jpg,b" },
    "/a.csv",
    classification,
    /x\.jpg is there twice \(a\.csv, line 2; a\.csv, line 3\)/,
  ],
  [
    "CSV, no number",
    { "a.csv": `${csv}x.jpg,a,1,2,x,4,,` },
    "/a.csv",
    detection,
    /a\.csv, line 2: x2 must be a number; got "x"/,
  ],
  [
    "CSV, rows that disagree",
    { "a.csv": `${csv}x.jpg,a,1,2,3,4,100,50\nx.jpg,a,1,2,3,4,100,51` },
    "/a.csv",
    detection,
    /same height; "50" \(a\.csv, line 2\) is not "51" \(a\.csv, line 3\)/,
  ],
  [
    "CSV, a part that is none",
    { "a.csv": "path,label,part\nx.jpg,a,holdout" },
    "/a.csv",
    classification,
    /line 2: the part must be train, validation or test; got "holdout"/,
  ],
  [
    "VOC, broken",
    { "Annotations/a.xml": voc("<object>") },
    "",
    detection,
    /Annotations\/a\.xml, line 4: it is not well-formed XML/,
  ],
  [
    "VOC, an unknown class",
    {
      "Annotations/a.xml": voc(
        "<object><name>dog</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>",
      ),
    },
    "",
    { ...detection, classes: ["cat"] },
    /Annotations\/a\.xml, line 3: the class "dog" must be one of cat/,
  ],
  [
    "VOC, two parts",
    { "Annotations/a.xml": voc(""), "ImageSets/Main/train.txt": "a\n", "ImageSets/Main/test.txt": "\na\n" },
    "",
    detection,
    /a is in two \(ImageSets\/Main\/train\.txt, line 1; ImageSets\/Main\/test\.txt, line 2\)/,
  ],
  [
    "YOLO, no class names",
    { "labels/a.txt": "0 0.5 0.5 0.1 0.1" },
    "",
    detection,
    /must say the names of its classes/,
  ],
  [
    "YOLO, an unknown class",
    { "classes.txt": "a\n", "labels/a.txt": "\n1 0.5 0.5 0.1 0.1" },
    "",
    detection,
    /labels\/a\.txt, line 2: the class must be one of the 1/,
  ],
  [
    "YOLO, another number of joints",
    {
      "data.yaml": "train: images\nnames: [p]\nkpt_shape: [2, 3]\nflip_idx: [1, 0]",
      "labels/a.txt": "0 0.5 0.5 0.1 0.1 0.5 0.5 2",
    },
    "",
    pose,
    /labels\/a\.txt, line 1: .* of each of the 2 joints, 11 in all; got 8/,
  ],
];

test.each(cases)("%s", async (_, files, at, options, error) => {
  await expect(read(files, at, options)).rejects.toThrow(error);
});

test("an image of another size than its labels say, of no known size, or unreadable, is left out with the reason", async () => {
  const files = {
    "labels.csv": "path,label,width,height\na.jpg,x,100,50\nb.jpg,x,50,100\nc.jpg,x,,\nd.jpg,x,,\n",
    "images/d.jpg": "no image",
  };
  const { dataset, skipped } = await read(files, "", {
    ...classification,
    sizeOf: (path) => (path < "c" ? size : undefined),
    measure: () => Promise.reject(new Error("unsupported image format")),
  });
  expect(dataset.images.map(({ path }) => path)).toEqual(["a.jpg"]);
  expect(skipped).toEqual([
    { file: "b.jpg", reason: "its labels are for an image of 50 x 100 pixels, the image is 100 x 50" },
    {
      file: "c.jpg",
      reason: "its size is not known: the labels do not say it, and there is no such image to find it from",
    },
    { file: "d.jpg", reason: "it is not an image that can be read: unsupported image format" },
  ]);
});

test("boxes outside their image are put right or left out, and joints outside are kept, all counted", async () => {
  const { dataset, repairs, notes } = await read(
    { "a.csv": `${csv}a.jpg,x,-10,0,10,10,,\na.jpg,x,200,0,210,10,,\na.jpg,x,9,9,5,5,,\na.jpg,x,5,5,5,9,,` },
    "/a.csv",
    detection,
  );
  expect(dataset.images[0].label).toEqual({
    kind: "boxes",
    boxes: [
      { class: 0, corners: [0, 0, 10, 10] },
      { class: 0, corners: [5, 5, 9, 9] },
    ],
  });
  expect(repairs.map(({ kind, first }) => `${kind} ${first}`)).toEqual([
    "clipped a.csv, line 2",
    "swapped a.csv, line 4",
    "empty a.csv, line 5",
    "outside a.csv, line 3",
  ]);
  expect(notes).toHaveLength(4);
});
