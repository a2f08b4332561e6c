import { expect, test } from "vitest";
import { groupByPattern } from "./group-by-pattern.ts";
import { mirroredJoints } from "./mirrored-joints.ts";

test("joints of two sides change places, others stay", () => {
  const joints = [
    "nose",
    "left_eye",
    "right_eye",
    "Ankle-Right",
    "ankle-left",
    "Left knee",
    "right knee",
    "leftover",
  ];
  expect([...mirroredJoints(joints, "f")]).toEqual([0, 2, 1, 4, 3, 6, 5, 7]);
});

test("refuses a side without its other, and one name twice", () => {
  expect(() => mirroredJoints(["left_eye", "nose"], "f.json")).toThrow(
    'f.json: the joint "left_eye" has no other side: a joint "right_eye" must be there too',
  );
  expect(() => mirroredJoints(["nose", "nose"], "f.json")).toThrow(
    "f.json: two joints have one name (nose, nose)",
  );
});

test("groups are what the brackets match", () => {
  const group = groupByPattern("(\\d{5})\\d*_test");
  expect(["images/20085291_test.jpg", "20085292_test.jpg", "00041000_test.jpg"].map(group)).toEqual([
    "20085",
    "20085",
    "00041",
  ]);
  expect(() => group("images/x.jpg")).toThrow("must match every image; it does not match images/x.jpg.");
  expect(() => groupByPattern("\\d{5}")).toThrow("must have brackets around what makes the group");
  expect(() => groupByPattern("(")).toThrow('must be a regular expression; "(" is none');
});
