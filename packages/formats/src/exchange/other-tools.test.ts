import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { readExchange } from "./read-exchange.ts";

/* Written by labelformat 0.1.14 (Lightly): an ObjectDetectionInput with categories "red cell", "R&D", "platelet", images
   "a b.jpg" (640 x 480), "été.png" (100 x 50), "none.jpg" (32 x 32), and BoundingBox.from_format(…, XYXY) of
   (10.5, 20.25, 110.5, 120.75) and (0, 0, 640, 480) in the first, (33, 10, 66, 20) in the second. */
const sizes: Record<string, { width: number; height: number }> = {
  "a b": { width: 640, height: 480 },
  été: { width: 100, height: 50 },
  none: { width: 32, height: 32 },
};
const red = [
  { class: 0, corners: [10.5, 20.25, 110.5, 120.75] },
  { class: 1, corners: [0, 0, 640, 480] },
];

test("COCO as COCOObjectDetectionOutput writes it", async () => {
  const root = temporaryFolder("coco", {
    "labels.json": `{"images": [
      {"id": 0, "file_name": "a b.jpg", "width": 640, "height": 480},
      {"id": 1, "file_name": "\\u00e9t\\u00e9.png", "width": 100, "height": 50},
      {"id": 2, "file_name": "none.jpg", "width": 32, "height": 32}],
      "categories": [{"id": 0, "name": "red cell"}, {"id": 1, "name": "R&D"}, {"id": 2, "name": "platelet"}],
      "annotations": [
      {"image_id": 0, "category_id": 0, "bbox": [10.5, 20.25, 100.0, 100.5]},
      {"image_id": 0, "category_id": 1, "bbox": [0.0, 0.0, 640.0, 480.0]},
      {"image_id": 1, "category_id": 2, "bbox": [33.0, 10.0, 33.0, 10.0]}]}`,
  });
  const { dataset, format } = await readExchange(`${root}/labels.json`, { task: "detection" });
  expect(format).toBe("coco");
  expect(dataset).toEqual({
    task: "detection",
    classes: ["red cell", "R&D", "platelet"],
    images: [
      { path: "a b.jpg", width: 640, height: 480, label: { kind: "boxes", boxes: red } },
      {
        path: "été.png",
        width: 100,
        height: 50,
        label: { kind: "boxes", boxes: [{ class: 2, corners: [33, 10, 66, 20] }] },
      },
      { path: "none.jpg", width: 32, height: 32, label: { kind: "boxes", boxes: [] } },
    ],
  });
});

test("YOLO as YOLOv8ObjectDetectionOutput writes it: labels alone, images to be matched without extension", async () => {
  const root = temporaryFolder("yolo", {
    "data.yaml": "names:\n  0: red cell\n  1: R&D\n  2: platelet\nnc: 3\npath: .\ntrain: images\n",
    "labels/a b.txt": "0 0.09453125 0.146875 0.15625 0.209375\n1 0.5 0.5 1.0 1.0\n",
    "labels/été.txt": "2 0.495 0.3 0.33 0.2\n",
    "labels/none.txt": "",
  });
  const { dataset } = await readExchange(root, { task: "detection", sizeOf: (path) => sizes[path] });
  expect(dataset.classes).toEqual(["red cell", "R&D", "platelet"]);
  expect(dataset.images.map(({ path }) => path)).toEqual(["a b", "none", "été"]);
  const { label } = dataset.images[0];
  const corners = label?.kind === "boxes" ? label.boxes.map((box) => box.corners) : [];
  for (const [i, box] of red.entries())
    for (const [j, value] of box.corners.entries()) expect(corners[i][j]).toBeCloseTo(value, 9);
  expect(dataset.images[1].label).toEqual({ kind: "boxes", boxes: [] });
});

test("Pascal VOC as PascalVOCObjectDetectionOutput writes it, which counts pixels from 0", async () => {
  const start = (name: string, width: number, height: number): string =>
    `<annotation><folder>voc</folder><filename>${name}</filename><size><width>${width}</width><height>${height}</height>` +
    `<depth>3</depth></size><segmented>0</segmented>`;
  const object = (name: string, [x1, y1, x2, y2]: number[]): string =>
    `<object><name>${name}</name><pose>Unspecified</pose><truncated>0</truncated><occluded>0</occluded>` +
    `<difficult>0</difficult><bndbox><xmin>${x1}</xmin><ymin>${y1}</ymin><xmax>${x2}</xmax><ymax>${y2}</ymax></bndbox>` +
    `</object>`;
  const root = temporaryFolder("voc", {
    "a b.xml":
      start("a b.jpg", 640, 480) +
      object("red cell", [10.5, 20.25, 110.5, 120.75]) +
      object("R&amp;D", [0, 0, 640, 480]) +
      "</annotation>",
    "été.xml": `${start("&#233;t&#233;.png", 100, 50)}${object("platelet", [33, 10, 66, 20])}</annotation>`,
    "none.xml": `${start("none.jpg", 32, 32)}</annotation>`,
  });
  const { dataset, repairs, notes } = await readExchange(root, {
    task: "detection",
    classes: ["red cell", "R&D", "platelet"],
  });
  expect(dataset.images.map(({ path }) => path)).toEqual(["a b.jpg", "none.jpg", "été.png"]);
  expect(dataset.images[0].label).toEqual({
    kind: "boxes",
    boxes: [
      { class: 0, corners: [9.5, 19.25, 110.5, 120.75] }, // VOC's own count is from 1
      { class: 1, corners: [0, 0, 640, 480] },
    ],
  });
  expect(repairs).toEqual([{ kind: "clipped", count: 1, first: "a b.xml, line 1" }]);
  expect(notes[0]).toMatch(/^1 box begins at pixel 0, though Pascal VOC counts from 1/);
});

/* By hand, of the structure that https://docs.cvat.ai/docs/dataset_management/formats/xml_format/ describes. */
const cvat = `<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta>
    <project>
      <id>3</id>
      <labels>
        <label><name>cell</name><color>#ff0000</color><type>any</type><attributes>
          <attribute><name>is_crowd</name><mutable>False</mutable><input_type>checkbox</input_type>
            <default_value>false</default_value><values>false</values></attribute></attributes></label>
        <label><name>good</name><type>tag</type><attributes></attributes></label>
        <label><name>arm</name><type>skeleton</type><attributes></attributes>
          <svg>&lt;line x1="1" y1="1" x2="2" y2="2" data-type="edge" data-node-from="2" data-node-to="3"&gt;&lt;/line&gt;&lt;circle data-type="element node" data-element-id="1" data-node-id="1" data-label-name="hand"&gt;&lt;/circle&gt;&lt;circle data-type="element node" data-element-id="2" data-node-id="2" data-label-name="elbow"&gt;&lt;/circle&gt;&lt;circle data-type="element node" data-element-id="3" data-node-id="3" data-label-name="shoulder"&gt;&lt;/circle&gt;</svg></label>
        <label><name>hand</name><type>points</type><attributes></attributes><parent>arm</parent></label>
        <label><name>elbow</name><type>points</type><attributes></attributes><parent>arm</parent></label>
        <label><name>shoulder</name><type>points</type><attributes></attributes><parent>arm</parent></label>
      </labels>
      <subsets>Train</subsets>
    </project>
    <dumped>2025-01-02 03:04:05.000000+00:00</dumped>
  </meta>
  <image id="0" name="deep/one.jpg" subset="Train" task_id="7" width="200" height="100">
    <box label="cell" source="manual" occluded="0" xtl="10.25" ytl="20.00" xbr="30.50" ybr="40.75" z_order="0">
      <attribute name="is_crowd">true</attribute>
    </box>
    <box label="cell" source="manual" occluded="0" xtl="90.00" ytl="45.00" xbr="110.00" ybr="55.00" rotation="90.00" z_order="0">
    </box>
    <polygon label="cell" source="manual" occluded="0" points="50.00,50.00;70.00,50.00;50.00,60.00" z_order="0">
    </polygon>
    <polyline label="cell" source="manual" occluded="0" points="1.00,1.00;2.00,2.00" z_order="0">
    </polyline>
    <tag label="good" source="manual">
    </tag>
    <skeleton label="arm" source="manual" group_id="4" z_order="0">
      <points label="shoulder" source="manual" outside="0" occluded="0" points="54.47,94.81">
      </points>
      <points label="hand" source="manual" outside="0" occluded="1" points="68.02,62.34">
      </points>
      <points label="elbow" source="manual" outside="1" occluded="0" points="125.87,62.85">
      </points>
    </skeleton>
    <box label="cell" source="manual" occluded="0" xtl="50" ytl="60" xbr="130" ybr="95" group_id="4" z_order="0">
    </box>
  </image>
  <image id="1" name="deep/two.jpg" subset="default" task_id="7" width="20" height="10">
  </image>
</annotations>`;

test("CVAT for images 1.1: boxes, tags and skeletons of one file", async () => {
  const file = `${temporaryFolder("cvat", { "job.xml": cvat })}/job.xml`;
  const boxes = await readExchange(file, { task: "detection" });
  expect(boxes.dataset.images).toMatchObject([
    { path: "deep/one.jpg", part: "train" },
    { path: "deep/two.jpg" },
  ]);
  expect(boxes.dataset.images[0].label).toMatchObject({
    boxes: [
      { class: 0, corners: [10.25, 20, 30.5, 40.75], crowd: true },
      { corners: [95, 40, 105, 60] },
      { corners: [50, 50, 70, 60], area: 100 },
      { corners: [50, 60, 130, 95] },
    ],
  });
  expect(boxes.repairs.map(({ kind, count }) => [kind, count])).toEqual([
    ["turned", 1],
    ["outline", 1],
    ["otherShape", 3],
  ]);
  const tags = await readExchange(file, { task: "classification", classes: ["bad", "good"] });
  expect(tags.dataset.images.map(({ label }) => label)).toEqual([{ kind: "class", class: 1 }, undefined]);
  const poses = await readExchange(file, { task: "pose" });
  expect(poses.dataset).toMatchObject({
    classes: ["arm"],
    skeleton: { joints: ["hand", "elbow", "shoulder"], bones: [[1, 2]] },
    images: [
      {
        label: {
          poses: [
            {
              joints: [
                [68.02, 62.34, 1],
                [0, 0, 0],
                [54.47, 94.81, 2],
              ],
              corners: [50, 60, 130, 95],
            },
          ],
        },
      },
      { label: { poses: [] } },
    ],
  });
});

/* By hand, of the structure that https://labelstud.io/guide/task_format describes; the pose as SLEAP's exporter relates
   points to the box of an animal. */
const region = (id: string, type: string, value: object, rest: object = {}): object => ({
  id,
  type,
  value,
  from_name: "tag",
  to_name: "img",
  original_width: 400,
  original_height: 200,
  image_rotation: 0,
  origin: "manual",
  ...rest,
});
const exported = [
  {
    id: 41,
    data: { image: "/data/upload/83/1f2e3d4c-a%20b.jpg" },
    annotations: [
      {
        id: 1,
        completed_by: 10,
        was_cancelled: false,
        created_at: "2021-03-09T22:16:08.728353Z",
        updated_at: "2021-03-09T22:16:08.728378Z",
        lead_time: 4.288,
        result: [],
      },
      {
        id: 2,
        completed_by: { id: 11, email: "ann@example.org" },
        was_cancelled: false,
        created_at: "2021-03-10T22:16:08.000000Z",
        updated_at: "2021-03-10T22:16:08.000000Z",
        result: [
          region("r1", "rectanglelabels", {
            x: 50,
            y: 25,
            width: 12.5,
            height: 10,
            rotation: 0,
            rectanglelabels: ["cell"],
          }),
          region("k1", "keypointlabels", { x: 51, y: 30, width: 0.3, keypointlabels: ["nose"] }),
          region(
            "k2",
            "keypointlabels",
            { x: 52, y: 31, width: 0.3, keypointlabels: ["tail"] },
            { parentID: "r1" },
          ),
          { from_id: "k1", to_id: "r1", type: "relation", direction: "right" },
        ],
      },
      { id: 3, completed_by: 10, was_cancelled: true, created_at: "2021-03-11T00:00:00Z", result: [] },
    ],
    predictions: [],
    file_upload: "1f2e3d4c-a b.jpg",
  },
  { id: 42, data: { image: "s3://bucket/set/b.jpg" }, annotations: [], predictions: [{ result: [] }] },
  {
    id: 43,
    data: { image: "/data/local-files/?d=set%2Fc.jpg", width: 30, height: 20 },
    annotations: [
      {
        id: 5,
        completed_by: 10,
        result: [{ type: "choices", value: { choices: ["good"] }, from_name: "c", to_name: "img" }],
      },
    ],
  },
];

test("Label Studio's JSON export: the latest annotation that was not cancelled, poses by parents and relations", async () => {
  const file = `${temporaryFolder("ls", { "project-83.json": JSON.stringify(exported) })}/project-83.json`;
  const boxes = await readExchange(file, {
    task: "detection",
    sizeOf: (path) => (path === "set/b.jpg" ? { width: 9, height: 9 } : undefined),
  });
  expect(boxes.dataset).toEqual({
    task: "detection",
    classes: ["cell"],
    images: [
      {
        path: "a b.jpg",
        width: 400,
        height: 200,
        label: { kind: "boxes", boxes: [{ class: 0, corners: [200, 50, 250, 70] }] },
        who: "ann@example.org",
        at: Date.UTC(2021, 2, 10, 22, 16, 8),
      },
      { path: "set/b.jpg", width: 9, height: 9 },
      { path: "set/c.jpg", width: 30, height: 20, who: "user 10" },
    ],
  });
  expect(boxes.notes[0]).toBe(
    "Of tasks with several annotations the latest was taken (tasks with several: 1).",
  );
  expect(boxes.notes[1]).toBe("Predictions are not labels and were not read (tasks with nothing else: 1).");
  const skeleton = { joints: ["nose", "ear", "tail"], bones: [], mirrored: Int32Array.of(0, 1, 2) };
  const poses = await readExchange(file, { task: "pose", skeleton });
  expect(poses.dataset.images[0].label).toEqual({
    kind: "poses",
    poses: [
      {
        joints: [
          [204, 60, 2],
          [0, 0, 0],
          [208, 62, 2],
        ],
        corners: [200, 50, 250, 70],
      },
    ],
  });
  const classes = await readExchange(file, { task: "classification" });
  expect(classes.dataset.images.map(({ label }) => label?.kind)).toEqual([undefined, "class"]);
  expect(classes.skipped).toMatchObject([
    { file: "set/b.jpg", reason: expect.stringMatching(/size is not known/) },
  ]);
});

test("YOLO as CVAT and darknet write it: lists of images with folders before images", async () => {
  const root = temporaryFolder("set", {
    "data.yaml": "names:\n  0: cell\npath: .\ntrain: train.txt\nval: val.txt\n",
    "train.txt": "data/images/train/a.jpg\n",
    "labels/train/a.txt": "",
  });
  const { dataset, skipped, notes } = await readExchange(root, {
    task: "detection",
    sizeOf: () => ({ width: 10, height: 10 }),
  });
  expect(dataset.images.map(({ path }) => path)).toEqual(["train/a.jpg"]);
  expect(notes).toEqual([]);
  expect(skipped).toEqual([{ file: "val.txt", reason: "data.yaml names this list, and it is not there" }]);
});

test("COCO as Roboflow exports it: a folder of images and a file each part", async () => {
  const part = (name: string): string =>
    JSON.stringify({
      images: [{ id: 0, file_name: name, width: 8, height: 8 }],
      categories: [{ id: 0, name: "cells" }],
      annotations: [],
    });
  const root = temporaryFolder("set", {
    "train/_annotations.coco.json": part("1.jpg"),
    "train/1.jpg": "",
    "valid/_annotations.coco.json": part("1.jpg"),
    "valid/1.jpg": "",
  });
  const { dataset } = await readExchange(root, { task: "detection" });
  expect(dataset.images.map(({ path, part: of }) => [path, of])).toEqual([
    ["train/1.jpg", "train"],
    ["valid/1.jpg", "validation"],
  ]);
});
