import { expect, test } from "vitest";
import { imageMatcher, matchImages } from "./match-images.ts";

const known = ["a.jpg", "deep/a.jpg", "deep/er/b.jpg", "c.png", "c.jpg", "e\u0301te\u0301.jpg"];
const match = imageMatcher(known);

test.each([
  ["a.jpg", "a.jpg"],
  ["deep/a.jpg", "deep/a.jpg"],
  ["images/deep/a.jpg", "deep/a.jpg"],
  ["other/a.jpg", "a.jpg"],
  ["b.jpg", "deep/er/b.jpg"],
  ["er/b.jpg", "deep/er/b.jpg"],
  ["deep\\er\\b.jpg", "deep/er/b.jpg"],
  ["er/b", "deep/er/b.jpg"],
  ["été.jpg", "e\u0301te\u0301.jpg"],
  ["http/b.jpg", undefined], // another folder than deep/er
  ["b.JPG", undefined],
  ["d.jpg", undefined],
])("%s means %s", (path, found) => {
  expect(match(path)).toBe(found);
});

test("what may mean two images is refused, naming both", () => {
  expect(() => match("c")).toThrow("c may be c.png or c.jpg");
  expect(() => imageMatcher(["x/1.jpg", "y/1.jpg"])("1.jpg")).toThrow("1.jpg may be x/1.jpg or y/1.jpg");
});

test("two paths that mean one image are refused, naming both", () => {
  expect(() => matchImages(["train/1.jpg", "val/1.jpg"], ["1.jpg"])).toThrow(
    "train/1.jpg and val/1.jpg both mean 1.jpg",
  );
  expect(matchImages(["s/b.jpg", "none.jpg"], ["b.jpg"])).toEqual(new Map([["s/b.jpg", "b.jpg"]]));
});
