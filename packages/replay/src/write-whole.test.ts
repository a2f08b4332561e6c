import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { whyNotWritten, writeWhole } from "./write-whole.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "write-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("replaces a file whole and leaves nothing beside it", async () => {
  const file = join(folder, "report.json");
  writeFileSync(file, "old");
  await writeWhole(file, "new");
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(readdirSync(folder)).toEqual(["report.json"]);
});

test("a write that fails leaves nothing half-written", async () => {
  mkdirSync(join(folder, "report.json"));
  await expect(writeWhole(join(folder, "report.json"), "x")).rejects.toThrow(
    /cannot be written: a folder of that name/,
  );
  expect(readdirSync(folder)).toEqual(["report.json"]);
});

test.each([
  ["ENOSPC", "the disk is full. Free some space and give the same command again"],
  ["EACCES", "permission is denied. Choose a folder you may write to."],
  ["EROFS", "the file system is read-only."],
])("%s in words", (code, words) => {
  const error = whyNotWritten("out/report.json", Object.assign(new Error(code), { code }));
  expect(error.message).toMatch(`out/report.json cannot be written: ${words}`);
});
