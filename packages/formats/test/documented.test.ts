/** What docs/data-formats.md shows is what is read. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { groupByPattern, readBoxes, readExchange, readPoses } from "../src/index.ts";
import { holdingsTable } from "./holdings-table.ts";
import { measured } from "./measured.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const page = readFileSync(new URL("../../../docs/data-formats.md", import.meta.url), "utf8");
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, block]) => block);
const [[json, labelStudio], [xml, cvat], [yaml], [text], [csv]] = ["json", "xml", "yaml", "text", "csv"].map(
  blocks,
);
const folders = (): Record<"coco" | "voc" | "yolo", string> => ({
  coco: temporaryFolder("set", {
    "annotations/person_keypoints_train.json": json,
    "images/crossing.jpg": "640x480",
  }),
  voc: temporaryFolder("set", { "Annotations/crossing.xml": xml, "JPEGImages/crossing.jpg": "640x480" }),
  yolo: temporaryFolder("set", {
    "data.yaml": yaml,
    "images/train/crossing.jpg": "640x480",
    "labels/train/crossing.txt": text,
    "images/val/other.jpg": "640x480",
  }),
});
const close = (values: Iterable<number>): number[] =>
  [...values].map((value) => Math.round(value * 100) / 100);

test.each(["coco", "voc", "yolo"] as const)("the example of %s is the box it says", async (format) => {
  const { parts, format: found, repairs } = await readBoxes(folders()[format], measured);
  expect([found, repairs]).toEqual([format, []]);
  expect(close(parts.train[0].truth.corners)).toEqual([100, 50, 180, 170]);
});

test.each(["coco", "yolo"] as const)("the example of %s is the pose it says", async (format) => {
  const { parts, skeleton } = await readPoses(folders()[format], measured);
  expect(close(parts.train[0].truth.points)).toEqual([110, 90, 170, 95, 0, 0]);
  expect([...parts.train[0].truth.visibility]).toEqual([2, 1, 0]);
  expect([skeleton.joints, [...skeleton.mirrored]]).toEqual([
    ["left_hand", "right_hand", "nose"],
    [1, 0, 2],
  ]);
});

test("the pattern of the groups does what it says", () => {
  const group = groupByPattern(/`([^`]*)` makes all images whose names begin/.exec(page)![1]);
  expect(["images/20085291_test.jpg", "20085292_x.jpg"].map(group)).toEqual(["20085", "20085"]);
});

const exchanged = {
  "annotations.json": json,
  "annotations.xml": cvat,
  "tasks.json": labelStudio,
  "labels.csv": csv,
} as const;

test.each(Object.keys(exchanged) as (keyof typeof exchanged)[])(
  "the example %s of exchange is the box it says",
  async (name) => {
    const root = temporaryFolder("set", { [name]: exchanged[name] });
    const { dataset, skipped } = await readExchange(`${root}/${name}`, { task: "detection" });
    expect(skipped).toEqual([]);
    const [first] = dataset.images;
    expect([first.path, first.width, first.height]).toEqual(["crossing.jpg", 640, 480]);
    expect(first.label?.kind === "boxes" && close(first.label.boxes[0].corners)).toEqual([100, 50, 180, 170]);
    if (name === "labels.csv")
      expect(dataset.images.slice(1).map(({ label }) => label)).toEqual([
        { kind: "boxes", boxes: [] },
        undefined,
      ]);
  },
);

test.each(["annotations.json", "annotations.xml", "tasks.json"] as const)(
  "the example %s of exchange is the pose it says",
  async (name) => {
    const root = temporaryFolder("set", { [name]: exchanged[name] });
    const joints = ["left_hand", "right_hand", "nose"];
    const skeleton = { joints, bones: [], mirrored: Int32Array.of(1, 0, 2) };
    const { dataset } = await readExchange(`${root}/${name}`, { task: "pose", skeleton });
    const { label } = dataset.images[0];
    expect(label?.kind === "poses" && close(label.poses[0].joints.flat())).toEqual([
      110, 90, 2, 170, 95, 1, 0, 0, 0,
    ]);
    expect(label?.kind === "poses" && close(label.poses[0].corners!)).toEqual([100, 50, 180, 170]);
  },
);

test("the table of what the formats hold is theirs", () => {
  expect(page).toContain(holdingsTable());
});
