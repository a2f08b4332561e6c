/** What docs/data-formats.md shows is what is read. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { groupByPattern, readBoxes, readPoses } from "../src/index.ts";
import { measured } from "./measured.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const page = readFileSync(new URL("../../../docs/data-formats.md", import.meta.url), "utf8");
const [json, xml, yaml, text] = ["json", "xml", "yaml", "text"].map((language) => {
  const found = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))];
  expect(found).toHaveLength(1);
  return found[0][1];
});
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
