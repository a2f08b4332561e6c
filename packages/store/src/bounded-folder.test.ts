/** A folder of files that stays below its limit. */
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../test/project-in.ts";
import { boundedFolder } from "./bounded-folder.ts";

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

/** Makes a kept file look as if it had been used at that second. */
const usedAt = (path: string, second: number): void => utimesSync(path, second, second);

test("what was not used for longest goes first", async () => {
  const home = temporaryFolder();
  const folder = boundedFolder(home, 1000, ".bin");
  for (let i = 0; i < 10; i++) usedAt((await folder.put(`image ${i}`, new Uint8Array(100)))!, i + 1);
  expect(await folder.size()).toBe(1000);
  expect(await folder.get("image 0")).toMatch(/\.bin$/); // used now
  await folder.put("image 10", new Uint8Array(100));
  expect(await folder.get("image 0")).toBeDefined();
  expect(await folder.get("image 1")).toBeUndefined();
  expect(await folder.get("image 2")).toBeUndefined();
  expect(await folder.get("image 3")).toBeDefined();
  expect(bytesIn(home)).toBe(900);
  expect(await folder.size()).toBe(900);
});

test("the limit holds whatever is put, by one process or after another has filled it", async () => {
  const home = temporaryFolder();
  const folder = boundedFolder(home, 5000, "");
  await Promise.all(Array.from({ length: 60 }, (_, i) => folder.put(`${i}`, new Uint8Array(50 + 7 * i))));
  expect(bytesIn(home)).toBeLessThanOrEqual(5000);
  expect(await folder.size()).toBe(bytesIn(home));
  const smaller = boundedFolder(home, 1000, "");
  await smaller.put("x", new Uint8Array(10));
  expect(bytesIn(home)).toBeLessThanOrEqual(1000);
  expect(await smaller.put("too large", new Uint8Array(1001))).toBeUndefined();
  expect(await smaller.get("x")).toBeDefined();
});

test("the same key is replaced, and its bytes counted once", async () => {
  const folder = boundedFolder(temporaryFolder(), 1000, "");
  await folder.put("a", new Uint8Array(600));
  const path = (await folder.put("a", Uint8Array.of(1, 2, 3)))!;
  expect([...readFileSync(path)]).toEqual([1, 2, 3]);
  expect(await folder.size()).toBe(3);
});

test("it can be emptied or removed at any time", async () => {
  const home = temporaryFolder();
  const folder = boundedFolder(join(home, "cache"), 1000, "");
  expect(await folder.get("a")).toBeUndefined();
  await folder.put("a", new Uint8Array(10));
  await folder.clear();
  expect(await folder.size()).toBe(0);
  await folder.put("a", new Uint8Array(10));
  rmSync(join(home, "cache"), { recursive: true });
  expect(await folder.get("a")).toBeUndefined();
  expect(await folder.put("b", new Uint8Array(10))).toBeDefined();
});
