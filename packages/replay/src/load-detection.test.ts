import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { groupByPattern } from "@querent/formats";
import { encodePng } from "./html/encode-png.ts";
import { loadDetection } from "./load-detection.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "boxes-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** A black image with a white box in it. */
function picture(width: number, height: number, [x, y, w, h]: readonly number[]): Uint8Array {
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [c, r] = [i % width, Math.floor(i / width)];
    return c >= x && c < x + w && r >= y && r < y + h ? 255 : 0;
  });
  return encodePng({ width, height, channels: 1, data });
}

const boxes = [
  { name: "1_a.png", width: 64, height: 48, bbox: [16, 12, 20, 8] },
  { name: "1_b.png", width: 64, height: 48, bbox: [0, 0, 8, 8] },
  { name: "2_a.png", width: 40, height: 80, bbox: [10, 40, 20, 20] },
  { name: "2_b.png", width: 128, height: 96, bbox: [64, 48, 32, 24] },
  { name: "3_a.png", width: 64, height: 48, bbox: [32, 24, 16, 16] },
  { name: "4_a.png", width: 64, height: 48, bbox: [40, 8, 16, 16] },
];

function putCoco(part: string, some: typeof boxes): void {
  const images = some.map(({ name, width, height }, id) => ({ id, file_name: name, width, height }));
  const annotations = some.map(({ bbox }, id) => ({ id, image_id: id, category_id: 1, bbox }));
  const categories = [{ id: 1, name: "white" }];
  put(`annotations/instances_${part}.json`, JSON.stringify({ images, annotations, categories }));
  for (const { name, width, height, bbox } of some) put(`images/${name}`, picture(width, height, bbox));
}

test("images are stretched to the commonest shape, and boxes with them", async () => {
  putCoco("train", boxes.slice(0, 4));
  putCoco("test", boxes.slice(4));
  const steps: [number, number][] = [];
  const { dataset, notes } = await loadDetection(root, {
    size: 32,
    cacheDir: false,
    progress: (done, total) => void steps.push([done, total]),
  });
  expect(dataset).toMatchObject({ task: "detection", classes: ["white"], skipped: [] });
  expect(dataset.train.images).toMatchObject({ count: 4, width: 32, height: 24, channels: 1 });
  expect([...dataset.train.scale]).toEqual([2, 2, 2, 2, 1.25, 80 / 24, 4, 4]);
  expect([...dataset.train.truth[0].corners, ...dataset.train.truth[0].areas]).toEqual([8, 6, 18, 10, 40]);
  expect(dataset.test.ids).toEqual(["images/3_a.png", "images/4_a.png"]);
  expect(steps.at(-1)).toEqual([6, 6]);
  expect(notes).toContain("Images are 32 x 24 pixels, grey; 1 of 6 have another shape and are stretched.");
  for (const { images, truth } of [dataset.train, dataset.test])
    truth.forEach(({ corners: [x1, y1, x2, y2], areas }, i) => {
      expect(areas[0]).toBeCloseTo((x2 - x1) * (y2 - y1), 9);
      const pixels = images.data.subarray(i * 768, (i + 1) * 768);
      const sum = (at: (value: number, p: number) => number): number =>
        pixels.reduce((total, value, p) => total + at(value, p), 0);
      const white = sum((value) => value);
      expect(Math.abs(white / 255 / areas[0] - 1)).toBeLessThan(0.1);
      expect(Math.abs(sum((value, p) => value * ((p % 32) + 0.5)) / white - (x1 + x2) / 2)).toBeLessThan(0.1);
      expect(
        Math.abs(sum((value, p) => value * (Math.floor(p / 32) + 0.5)) / white - (y1 + y2) / 2),
      ).toBeLessThan(0.1);
    });
});

test("without a test part the validation part is one, without that whole groups are drawn", async () => {
  putCoco("train", boxes.slice(0, 4));
  putCoco("val", boxes.slice(4));
  const group = groupByPattern("/(\\d)_");
  const read = async (): ReturnType<typeof loadDetection> =>
    loadDetection(root, { size: 32, cacheDir: false, group });
  const validated = await read();
  expect(validated.notes).toContain("There is no test part: the validation part (2 images) serves as one.");
  expect(validated.dataset.test.groups).toEqual(["3", "4"]);
  rmSync(join(root, "annotations/instances_val.json"));
  putCoco("train", boxes);
  const { dataset, notes } = await read();
  expect(notes[0]).toMatch(
    /^The data set has no test part: \d of its 6 images .* in whole groups \(4 in all\)/,
  );
  expect(dataset.train.ids.length + dataset.test.ids.length).toBe(6);
  expect(dataset.test.groups!.some((name) => dataset.train.groups!.includes(name))).toBe(false);
  expect((await read()).dataset.test.ids).toEqual(dataset.test.ids);
});

test("says when groups lie in both parts, and when a class has nothing to learn from", async () => {
  putCoco("train", boxes.slice(0, 3));
  putCoco("test", boxes.slice(3));
  const file = "annotations/instances_train.json";
  const images = [{ id: 1, file_name: "1_a.png" }, { id: 2, file_name: "2_a.png" }]; // prettier-ignore
  put(file, JSON.stringify({ images, annotations: [], categories: [{ id: 1, name: "white" }] }));
  const { dataset, notes } = await loadDetection(root, {
    size: 32,
    cacheDir: false,
    group: groupByPattern("/(\\d)_"),
  });
  expect(dataset.train.truth.map(({ count }) => count)).toEqual([0, 0]);
  expect(notes).toContain(
    "1 group lies in both parts, as the data set came: 1 of the 3 test images have relatives in the training part.",
  );
  expect(notes).toContain('No box of the training part is of "white".');
});

test("an image that is damaged is skipped with its boxes", async () => {
  putCoco("train", boxes.slice(0, 3));
  putCoco("test", boxes.slice(3));
  const whole = picture(64, 48, boxes[1].bbox);
  put("images/1_b.png", whole.subarray(0, whole.length - 30));
  const { dataset } = await loadDetection(root, { size: 32, cacheDir: false });
  expect(dataset.skipped.map(({ file }) => file)).toEqual(["images/1_b.png"]);
  expect(dataset.train.truth).toHaveLength(2);
  expect([...dataset.train.truth[1].corners].map((x) => Math.round(x))).toEqual([8, 12, 24, 18]);
});

test("refuses a size that is none", async () => {
  await expect(loadDetection(root, { size: 3 })).rejects.toThrow(
    "size must be an integer in [32, 4096] pixels; got 3.",
  );
});

const data = join(process.env.QUERENT_DATA ?? "", "bccd");
test.skipIf(!existsSync(data))("opens bccd (needs bccd in the folder named by QUERENT_DATA)", async () => {
  const { dataset } = await loadDetection(join(data, "BCCD"), { size: 64, cacheDir: false });
  expect(dataset.train.images).toMatchObject({ count: 292, width: 64, height: 48, channels: 3 });
  expect([dataset.test.images.count, dataset.skipped]).toEqual([72, []]);
});
