import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { scanClassFolders } from "./class-folders.ts";

const folder = (...paths: string[]): string =>
  temporaryFolder("set", Object.fromEntries(paths.map((path) => [path, path])));

test("train and test: natural order, ids relative to the root, hidden files unmentioned", () => {
  const root = folder(
    "train/b/10.png",
    "train/b/9.JPG",
    "train/a/x.jpeg",
    "test/a/y.webp",
    "train/a/.DS_Store",
    "README.md",
  );
  const set = scanClassFolders(root);
  expect(set.name).toBe("set");
  expect(set.classes).toEqual(["a", "b"]);
  expect(set.train.map(({ id, label }) => [id, label])).toEqual([
    ["train/a/x.jpeg", 0],
    ["train/b/9.JPG", 1],
    ["train/b/10.png", 1],
  ]);
  expect(set.test).toEqual([{ file: join(root, "test/a/y.webp"), label: 0, id: "test/a/y.webp" }]);
  expect(set.validation).toBeUndefined();
  expect(set.skipped).toEqual([]);
});

test("a folder of classes, also one level down, also with folders inside a class", () => {
  const flat = scanClassFolders(folder("cat/1.png", "dog/deep/2.png"));
  expect(flat.classes).toEqual(["cat", "dog"]);
  expect(flat.train.map(({ id }) => id)).toEqual(["cat/1.png", "dog/deep/2.png"]);
  expect(flat.test).toBeUndefined();
  const nested = scanClassFolders(folder("Dataset/10/1.png", "Dataset/9/2.png", "LICENSE"));
  expect(nested.classes).toEqual(["9", "10"]);
  expect(nested.train[0].id).toBe("Dataset/9/2.png");
  expect(scanClassFolders(folder("s/train/a/1.png", "s/train/b/1.png", "s/test/a/1.png")).test).toHaveLength(
    1,
  );
});

test("validation is a part of its own, in any of its spellings", () => {
  for (const name of ["val", "valid", "Validation"]) {
    const set = scanClassFolders(folder("train/a/1.png", "train/b/1.png", `${name}/b/2.png`));
    expect(set.validation?.map(({ id }) => id)).toEqual([`${name}/b/2.png`]);
    expect(set.test).toBeUndefined();
  }
});

test("a class of trains is a class", () => {
  expect(scanClassFolders(folder("car/1.png", "train/1.png")).classes).toEqual(["car", "train"]);
});

test("what is not read is listed with the reason", () => {
  const root = folder(
    "train/a/1.png",
    "train/a/notes.txt",
    "train/b/1.png",
    "train/loose.png",
    "test/unlabelled.png",
  );
  symlinkSync(join(root, "train"), join(root, "train/a/loop"));
  symlinkSync(join(root, "nowhere"), join(root, "train/b/gone.png"));
  const { train, skipped } = scanClassFolders(root);
  expect(train.map(({ id }) => id).slice(0, 1)).toEqual(["train/a/1.png"]);
  const reasons = Object.fromEntries(skipped.map(({ file, reason }) => [file, reason]));
  expect(reasons["test"]).toBe("a folder beside the parts of the data set");
  expect(reasons["train/loose.png"]).toBe("an image outside the class folders");
  expect(reasons["train/a/notes.txt"]).toMatch(/^not an image: its extension is none of jpg, /);
  expect(reasons["train/a/loop/a"]).toBe("a link to a folder above it");
  expect(reasons["train/b/gone.png"]).toBe("a link that points nowhere");
});

const refusals: [string, string[], RegExp][] = [
  ["no class folders", ["readme.md"], /has no class folders/],
  ["one class", ["only/1.png"], /one class, "only": .* at least two/],
  ["an empty class", ["a/1.png", "b/notes.txt"], /class folder b of .* has no images/],
  [
    "a test class unknown in training",
    ["train/a/1.png", "train/b/1.png", "test/c/1.png"],
    /class folder test\/c of .*no counterpart/,
  ],
  [
    "two folders for one part",
    ["train/a/1.png", "val/a/1.png", "valid/a/1.png"],
    /val and valid both name the validation part/,
  ],
];
test.each(refusals)("refuses %s", (_, paths, message) => {
  expect(() => scanClassFolders(folder(...paths))).toThrow(message);
});

test("refuses a missing folder and a file", () => {
  expect(() => scanClassFolders("/no/such/folder")).toThrow("/no/such/folder does not exist");
  expect(() => scanClassFolders(join(folder("a.txt"), "a.txt"))).toThrow("is a file");
});

const data = process.env.QUERENT_DATA;
test.skipIf(data === undefined)("cifar10-jpg and sign-digits (need the folder named by QUERENT_DATA)", () => {
  const cifar = scanClassFolders(join(data as string, "cifar10-jpg"));
  expect([cifar.train.length, cifar.test?.length, cifar.skipped.length]).toEqual([50_000, 10_000, 0]);
  expect(cifar.classes[0]).toBe("airplane");
  const signs = scanClassFolders(join(data as string, "sign-digits"));
  expect([signs.train.length, signs.classes.join("")]).toEqual([2062, "0123456789"]);
});
