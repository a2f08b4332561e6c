import { expect, test } from "vitest";
import { measured } from "../../test/measured.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { readYoloBoxes } from "./read-yolo-boxes.ts";
import { readYoloPoses } from "./read-yolo-poses.ts";

const box = "0 .25 .5 .3 .5";
const yaml = (more: string): string => `train: images\nnames: [person]\n${more}\n`;

function folder(description: string, label: string): string {
  return temporaryFolder("set", {
    "data.yaml": yaml(description),
    "images/a.jpg": "100x80",
    "labels/a.txt": label,
  });
}

test("joints with visibility, sides by flip_idx", async () => {
  const root = folder(
    "kpt_shape: [3, 3]\nflip_idx: [1, 0, 2]",
    `${box} .1 .5 2 .2 .25 1 .3 .3 0\n${box.replace("5", "6")} 0 0 0 0 0 0 0 0 0`,
  );
  const { skeleton, parts } = await readYoloPoses(root, measured);
  expect(skeleton).toEqual({
    joints: ["joint 1", "joint 2", "joint 3"],
    bones: [],
    mirrored: Int32Array.of(1, 0, 2),
  });
  const [{ truth }] = parts.train;
  expect([...truth.points.subarray(0, 6)]).toEqual([10, 40, 20, 20, 0, 0]);
  expect([...truth.visibility.subarray(0, 3)]).toEqual([2, 1, 0]);
  expect([truth.count, ...truth.ignored]).toEqual([2, 0, 1]);
  expect((await readYoloBoxes(root, measured)).parts.train[0].truth.count).toBe(2);
});

test("joints without visibility, sides by names", async () => {
  const names = "kpt_names:\n  0:\n    - left_hand\n    - right_hand\n    - nose";
  const root = folder(`kpt_shape: [3, 2]\n${names}`, `${box} .1 .5 0 0 1.1 .5`);
  const { skeleton, parts, repairs } = await readYoloPoses(root, measured);
  expect([skeleton.joints, [...skeleton.mirrored]]).toEqual([
    ["left_hand", "right_hand", "nose"],
    [1, 0, 2],
  ]);
  expect([...parts.train[0].truth.visibility]).toEqual([2, 0, 2]);
  expect(repairs).toEqual([{ kind: "jointOutside", count: 1, first: "labels/a.txt, line 1" }]);
});

test.each([
  ["no kpt_shape", "", box, "must have a data.yaml with kpt_shape, to read poses; it has none."],
  [
    "another number of joints",
    "kpt_shape: [2, 3]\nflip_idx: [0, 1]",
    `${box} .1 .1 2`,
    "a.txt, line 1: a line must have the class, four numbers of the box and 3 of each of the 2 joints, 11 in all; got 8.",
  ],
  [
    "a visibility that is none",
    "kpt_shape: [1, 3]\nflip_idx: [0]",
    `${box} .1 .1 .5`,
    "a.txt, line 1: the v of each joint must be 0, 1 or 2; got 0.5.",
  ],
  ["no word on sides", "kpt_shape: [2, 3]", "", "without sides give flip_idx: [0, 1]."],
  [
    "sides that do not pair",
    "kpt_shape: [3, 3]\nflip_idx: [1, 2, 0]",
    "",
    'so that twice is back again; got ["1","2","0"].',
  ],
  [
    "a shape that is none",
    "kpt_shape: [3, 4]",
    "",
    'must be the number of joints and 2 or 3, as in [17, 3]; got ["3","4"].',
  ],
  [
    "other names",
    "kpt_shape: [2, 3]\nkpt_names: [nose]",
    "",
    "its kpt_names must be 2 names, as kpt_shape says; it has 1.",
  ],
])("refuses %s", async (_, description, label, message) => {
  await expect(readYoloPoses(folder(description, label), measured)).rejects.toThrow(message);
});
