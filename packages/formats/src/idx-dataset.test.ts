import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { encodeIdx } from "./idx.ts";
import { readIdxDataset } from "./idx-dataset.ts";

const images = (count: number, side = 2): Uint8Array =>
  encodeIdx({
    dims: [count, side, side],
    data: Uint8Array.from({ length: count * side * side }, (_, i) => i),
  });
const labels = (...values: number[]): Uint8Array =>
  encodeIdx({ dims: [values.length], data: Uint8Array.from(values) });

const good = {
  "train-images-idx3-ubyte.gz": gzipSync(images(3)),
  "train-labels-idx1-ubyte": labels(0, 1, 2),
  "t10k-images.idx3-ubyte": images(2),
  "t10k-labels-idx1-ubyte.gz": gzipSync(labels(2, 0)),
};

test("reads the four files in any of their spellings", () => {
  const set = readIdxDataset(temporaryFolder("digits", good));
  expect(set.name).toBe("digits");
  expect(set.classes).toEqual(["0", "1", "2"]);
  expect(set.train.images).toMatchObject({ count: 3, height: 2, width: 2, channels: 1 });
  expect([...set.train.images.data]).toEqual([...Array(12).keys()]);
  expect([...set.test.labels]).toEqual([2, 0]);
  expect(set.test.ids).toEqual(["test/0", "test/1"]);
});

test("class names come from classes.txt, from the known set, or from the numbers that occur", () => {
  const named = temporaryFolder("digits", { ...good, "classes.txt": "zero\r\none\ntwo\nthree\n" });
  expect(readIdxDataset(named).classes).toEqual(["zero", "one", "two", "three"]);
  expect(readIdxDataset(temporaryFolder("fashion-mnist", good)).classes[9]).toBe("Ankle boot");
  const fromOne = {
    ...good,
    "train-labels-idx1-ubyte": labels(1, 2, 1),
    "t10k-labels-idx1-ubyte.gz": labels(2, 1),
  };
  const set = readIdxDataset(temporaryFolder("letters", fromOne));
  expect(set.classes).toEqual(["1", "2"]);
  expect([...set.train.labels]).toEqual([0, 1, 0]);
});

const refusals: [string, Record<string, Uint8Array | string>, RegExp][] = [
  [
    "a label without a class",
    { "classes.txt": "a\nb" },
    /has the label 2 at item 2, but the classes are 0 to 1\./,
  ],
  [
    "a test label not in training",
    { "t10k-labels-idx1-ubyte.gz": labels(7, 0) },
    /label 7 at item 0.*0 to 2\./,
  ],
  ["a class named twice", { "classes.txt": "a\nb\na" }, /"a" is there twice/],
  [
    "unequal counts",
    { "train-labels-idx1-ubyte": labels(0, 1) },
    /has 3 images but .*train-labels.* has 2 labels/,
  ],
  ["unequal sizes", { "t10k-images.idx3-ubyte": images(2, 3) }, /images of one size; got 2 x 2 and 3 x 3/],
  [
    "labels in place of images",
    { "t10k-images.idx3-ubyte": labels(1, 2) },
    /t10k-images.* must have 3 dimensions; got 2/,
  ],
  ["one class", { "train-labels-idx1-ubyte": labels(0, 0, 0) }, /at least two/],
  [
    "no images",
    { "t10k-images.idx3-ubyte": images(0), "t10k-labels-idx1-ubyte.gz": labels() },
    /t10k-images.* has no images/,
  ],
];
test.each(refusals)("refuses %s", (_, changed, message) => {
  expect(() => readIdxDataset(temporaryFolder("digits", { ...good, ...changed }))).toThrow(message);
});

test("refuses a folder with a file missing, naming it", () => {
  const { "train-labels-idx1-ubyte": _, ...rest } = good;
  expect(() => readIdxDataset(temporaryFolder("digits", rest))).toThrow(
    /has no train-labels-idx1-ubyte, plain or .gz/,
  );
  expect(() => readIdxDataset("/no/such/folder")).toThrow("does not exist");
});

const data = process.env.QUERENT_DATA;
test.skipIf(data === undefined)("Fashion-MNIST (needs the folder named by QUERENT_DATA)", () => {
  const set = readIdxDataset(join(data as string, "fashion-mnist"));
  expect([set.train.images.count, set.test.images.count]).toEqual([60_000, 10_000]);
  const counts = new Int32Array(10);
  for (const label of set.train.labels) counts[label]++;
  expect([...counts]).toEqual(Array(10).fill(6000));
  expect(set.classes[set.train.labels[0]]).toBe("Ankle boot"); // as the set's own page shows
});
