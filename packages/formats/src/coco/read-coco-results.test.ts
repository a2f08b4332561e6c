/** Tests of reading COCO results: what is right, and what is refused with its place. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { readCocoFile } from "./coco-file.ts";
import { readCocoResults, type CocoResults } from "./read-coco-results.ts";

const truth = JSON.stringify({
  images: [{ id: 7, file_name: "a.jpg", width: 100, height: 100 }],
  categories: [{ id: 3, name: "cat" }],
  annotations: [],
});

function read(text: string): CocoResults {
  const folder = temporaryFolder("results", { "G.json": truth, "P.json": text });
  return readCocoResults(join(folder, "P.json"), readCocoFile(join(folder, "G.json")));
}

const good = { image_id: 7, category_id: 3, bbox: [1, 2, 3, 4], score: 0.5 };

describe("COCO results", () => {
  test("are read as they stand", () => {
    const pose = { image_id: 7, category_id: 3, keypoints: [1, 2, 1, 3, 4, 0], score: 1e-3 };
    expect(read(JSON.stringify([good, pose]))).toEqual({ results: [good, pose], ofOthers: 0 });
    expect(read("[]")).toEqual({ results: [], ofOthers: 0 });
  });

  test("of images without annotations are left out and counted, unless all of them are", () => {
    const other = { ...good, image_id: 8 };
    expect(read(JSON.stringify([other, good, other]))).toEqual({ results: [good], ofOthers: 2 });
    expect(() => read(JSON.stringify([other, { ...good, image_id: "7" }]))).toThrow(
      /P\.json, entry 0 .*must be the id of an image in .*G\.json, and that of no entry is; no image has 8/,
    );
  });

  test.each([
    [{ ...good, image_id: undefined }, "its image_id must be a number or a text; got undefined"],
    [{ ...good, category_id: 1 }, "its category_id must be the id of a category in .*; no category has 1"],
    [{ ...good, score: undefined }, "its score must be a finite number; got undefined"],
    [{ ...good, score: null }, "its score must be a finite number; got null"],
    [{ ...good, score: "0.5" }, 'its score must be a finite number; got "0.5"'],
    [{ ...good, bbox: [1, 2, 3] }, String.raw`its bbox must be four numbers.*got \[1,2,3\]`],
    [{ ...good, bbox: [1, 2, 3, -4] }, "the last two at least 0"],
    [{ ...good, bbox: [1, 2, null, 4] }, "its bbox must be four numbers"],
    [{ ...good, bbox: undefined }, "it must have a bbox or keypoints"],
    [{ ...good, keypoints: [1, 2] }, "its keypoints must be x, y and v for each joint"],
    [[1], String.raw`it must be an object; got \[1\]`],
  ])("refuses entry %#", (wrong, message) => {
    const run = (): unknown => read(JSON.stringify([good, wrong]));
    expect(run).toThrow(new RegExp(String.raw`P\.json, entry 1 \(from 0\): .*${message}`));
  });

  test("refuses what is no list, and NaN, which is no JSON", () => {
    expect(() => read(truth)).toThrow("must hold a JSON list of results");
    expect(() => read(truth)).toThrow("it holds an object with images, categories, annotations");
    expect(() => read("3")).toThrow("it holds no list");
    expect(() => read('[\n{"score": NaN}]')).toThrow("P.json, line 2: it is not JSON");
  });
});
