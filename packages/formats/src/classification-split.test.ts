import { expect, test } from "vitest";
import { classificationSplit } from "./classification-split.ts";

const files = [0, 0, 1].map((label, i) => ({ file: `/f/${i}`, label, id: `${i}` }));
const pixels = (count: number) => ({ count, height: 1, width: 1, channels: 1, data: new Uint8Array(count) });

test("labels and ids follow the images that decoded", () => {
  const split = classificationSplit(files, { pixels: pixels(2), kept: Int32Array.of(1, 2) }, ["cat", "dog"]);
  expect([[...split.labels], split.ids]).toEqual([
    [0, 1],
    ["1", "2"],
  ]);
});

test("a class that lost all its images is named", () => {
  expect(() =>
    classificationSplit(files, { pixels: pixels(2), kept: Int32Array.of(0, 1) }, ["cat", "dog"]),
  ).toThrow('None of the images of the class "dog" could be read (2 was the first).');
});
