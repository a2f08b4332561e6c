import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeIdx } from "@querent/formats";
import { encodePng } from "./html/encode-png.ts";
import { loadDataset } from "./load-dataset.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "dataset-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function png(value: number, side = 6): Uint8Array {
  return encodePng({ height: side, width: side, channels: 1, data: new Uint8Array(side * side).fill(value) });
}

test("class folders without a test part have one drawn, the same each time", async () => {
  for (let i = 0; i < 10; i += 1) {
    put(`cats/${i}.png`, png(i));
    put(`dogs/${i}.png`, png(100 + i));
  }
  put("dogs/broken.png", "not an image");
  put("dogs/notes.txt", "left out");
  const { dataset, notes } = await loadDataset(root, { cacheDir: false });
  expect(dataset.classes).toEqual(["cats", "dogs"]);
  expect([dataset.train.labels.length, dataset.test.labels.length]).toEqual([16, 4]);
  expect(dataset.train.images).toMatchObject({ count: 16, height: 6, width: 6, channels: 1 });
  expect(dataset.skipped.map(({ file }) => file)).toEqual(["dogs/notes.txt", "dogs/broken.png"]);
  expect(notes[0]).toMatch(/has no test part/);
  dataset.test.ids.forEach((id, i) => {
    const [folder, name] = id.split("/");
    expect(dataset.test.images.data[i * 36]).toBe(Number.parseInt(name, 10) + (folder === "dogs" ? 100 : 0));
  });
  expect((await loadDataset(root, { cacheDir: false })).dataset.test.ids).toEqual(dataset.test.ids);
});

test("brings images to the size asked for and keeps the pixels in the cache", async () => {
  for (const part of ["train", "test"]) {
    put(`${part}/a/1.png`, png(10, 9));
    put(`${part}/b/1.png`, png(20, 12));
  }
  const steps: [number, number][] = [];
  const options = {
    size: 8,
    cacheDir: join(root, "cache"),
    progress: (done: number, total: number) => void steps.push([done, total]),
  };
  const first = await loadDataset(root, options);
  expect(first.dataset.train.images).toMatchObject({ count: 2, height: 8, width: 8 });
  expect(first.dataset.test.ids).toEqual(["test/a/1.png", "test/b/1.png"]);
  expect(steps.at(-1)).toEqual([4, 4]);
  expect((await loadDataset(root, options)).dataset.train).toEqual(first.dataset.train);
});

test("IDX files keep their size", async () => {
  for (const part of ["train", "t10k"]) {
    put(`${part}-images-idx3-ubyte`, encodeIdx({ dims: [2, 5, 5], data: new Uint8Array(50).fill(9) }));
    put(`${part}-labels-idx1-ubyte`, encodeIdx({ dims: [2], data: Uint8Array.of(0, 1) }));
  }
  expect((await loadDataset(root)).dataset.train.images).toMatchObject({ count: 2, height: 5, channels: 1 });
  await expect(loadDataset(root, { size: 8 })).rejects.toThrow(
    /size must be left out for IDX files, whose images are 5 x 5/,
  );
});

test("refuses a size that is none", async () => {
  await expect(loadDataset(root, { size: 2.5 })).rejects.toThrow(
    "size must be an integer in [4, 1024] pixels; got 2.5.",
  );
});
