import fc from "fast-check";
import { expect, test } from "vitest";
import { listRepairs, repairInWords, type RepairTally } from "./repairs.ts";
import { tidyBox, type Corners, type TidyBox } from "./tidy-box.ts";

const size = { width: 100, height: 80 };

function tidy(...corners: Corners): [TidyBox | undefined, string[]] {
  const tally: RepairTally = new Map();
  return [tidyBox(corners, size, tally, "here"), listRepairs(tally).map(({ kind }) => kind)];
}

test.each<[string, Corners, TidyBox | undefined, string[]]>([
  ["as it is", [10, 20, 30, 40], { corners: [10, 20, 30, 40], share: 1 }, []],
  ["the whole image", [0, 0, 100, 80], { corners: [0, 0, 100, 80], share: 1 }, []],
  ["rounding", [-0.004, 0, 50, 80.004], undefined, []],
  ["out on the left", [-10, 0, 10, 10], { corners: [0, 0, 10, 10], share: 0.5 }, ["clipped"]],
  ["swapped", [30, 40, 10, 20], { corners: [10, 20, 30, 40], share: 1 }, ["swapped"]],
  ["swapped and out", [120, 0, 80, 10], { corners: [80, 0, 100, 10], share: 0.5 }, ["clipped", "swapped"]],
  ["a line", [10, 20, 10, 40], undefined, ["empty"]],
  ["outside", [100, 0, 110, 10], undefined, ["outside"]],
  ["far outside", [-50, -50, -10, -10], undefined, ["outside"]],
])("%s", (name, corners, expected, repairs) => {
  const [box, done] = tidy(...corners);
  if (name === "rounding") expect(box?.corners).toEqual([0, 0, 50, 80]);
  else expect(box).toEqual(expected);
  expect(done).toEqual(repairs);
});

test("whatever comes in, a box that stays is inside the image, of some area, and of the share it says", () => {
  const number = fc.double({ min: -200, max: 200, noNaN: true });
  fc.assert(
    fc.property(number, number, number, number, (...corners) => {
      const [box] = tidy(...corners);
      if (box === undefined) return;
      const [x1, y1, x2, y2] = box.corners;
      expect(0 <= x1 && x1 < x2 && x2 <= 100 && 0 <= y1 && y1 < y2 && y2 <= 80).toBe(true);
      const area = Math.abs((corners[2] - corners[0]) * (corners[3] - corners[1]));
      expect(box.share * area).toBeCloseTo((x2 - x1) * (y2 - y1), 6);
      expect(box.share).toBeLessThanOrEqual(1 + 1e-9);
    }),
  );
});

test("repairs are told in words, with the first place", () => {
  expect(repairInWords({ kind: "clipped", count: 1, first: "a.xml, line 3" })).toBe(
    "1 box reached out of its image and was clipped (the first: a.xml, line 3).",
  );
  expect(repairInWords({ kind: "empty", count: 2, first: "a" })).toBe(
    "2 boxes without area were left out (the first: a).",
  );
});
