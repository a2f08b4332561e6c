/** Tests of reading COCO results: what is right, and what is refused with its place. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { readCocoFile } from "./coco-file.ts";
import { readCocoResults, type CocoResult } from "./read-coco-results.ts";

const truth = JSON.stringify({
  images: [{ id: 7, file_name: "a.jpg", width: 100, height: 100 }],
  categories: [{ id: 3, name: "cat" }],
  annotations: [],
});

function read(text: string): CocoResult[] {
  const folder = temporaryFolder("results", { "G.json": truth, "P.json": text });
  return readCocoResults(join(folder, "P.json"), readCocoFile(join(folder, "G.json")));
}

const good = { image_id: 7, category_id: 3, bbox: [1, 2, 3, 4], score: 0.5 };

describe("COCO results", () => {
  test("are read as they stand", () => {
    const pose = { image_id: 7, category_id: 3, keypoints: [1, 2, 1, 3, 4, 0], score: 1e-3 };
    expect(read(JSON.stringify([good, pose]))).toEqual([good, pose]);
    expect(read("[]")).toEqual([]);
  });

  test.each([
    [{ ...good, image_id: 8 }, "its image_id must be the id of an image in .*G.json; no image has 8"],
    [{ ...good, image_id: "7" }, 'no image has "7"'],
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
