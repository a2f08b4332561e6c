/** The cache of decoded pixels stays below its limit, whoever writes and reads. */
import { execFile } from "node:child_process";
import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { testImage } from "../test/test-image.ts";
import { cacheLimit } from "./cache-limit.ts";
import { decodeAll } from "./decode-all.ts";
import { readPixelCache, writePixelCache } from "./pixel-cache.ts";

afterEach(() => void vi.unstubAllEnvs());

const entry = 1000; // bytes of pixels; the manifest of one has about 120 more
const write = (folder: string, name: string, limit: number, bytes = entry): Promise<void> =>
  writePixelCache(
    folder,
    name,
    { data: new Uint8Array(bytes), kept: Int32Array.of(0), skipped: [] },
    1,
    limit,
  );

const namesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".bin"))
    .map((name) => name.split(".")[0])
    .sort();

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

/** Entries that were last used so many seconds ago. */
async function filled(ages: Record<string, number>): Promise<string> {
  const folder = temporaryFolder();
  for (const [name, age] of Object.entries(ages)) {
    await write(folder, name, 1e9);
    const then = Date.now() / 1000 - age;
    for (const extension of ["bin", "json"]) utimesSync(join(folder, `${name}.${extension}`), then, then);
  }
  return folder;
}

test("what was not used for longest goes first; reading is using", async () => {
  const folder = await filled({ a: 50, b: 40, c: 30 });
  expect(await readPixelCache(folder, "a", 1)).toMatchObject({ skipped: [] });
  await write(folder, "d", 3500);
  expect(namesIn(folder)).toEqual(["a", "c", "d"]);
  expect(await readPixelCache(folder, "b", 1)).toBeUndefined();
  await write(folder, "e", 1500);
  expect(namesIn(folder)).toEqual(["e"]);
  expect(bytesIn(folder)).toBeLessThanOrEqual(1500);
});

test("what alone is too much is not kept, and nothing goes for it", async () => {
  const folder = await filled({ a: 50, b: 40 });
  await write(folder, "c", 3000, 2990); // with its manifest more than 3000
  expect(namesIn(folder)).toEqual(["a", "b"]);
  await write(folder, "c", 0);
  expect(readdirSync(folder)).toEqual([]);
});

test("what is being written elsewhere counts and stays; leftovers count and go", async () => {
  const folder = await filled({ a: 50, b: 40 });
  writeFileSync(join(folder, "x.1.part"), new Uint8Array(entry));
  rmSync(join(folder, "a.json"));
  await write(folder, "c", 3500);
  expect(readdirSync(folder).sort()).toEqual(["b.bin", "b.json", "c.bin", "c.json", "x.1.part"]);
});

test("pixels that vanish after their manifest was read are none", async () => {
  const folder = await filled({ a: 50 });
  rmSync(join(folder, "a.bin"));
  expect(await readPixelCache(folder, "a", 1)).toBeUndefined();
});

test("several processes keep the limit together, and read nothing but what was written", async () => {
  const folder = temporaryFolder();
  const limit = 8000; // of about 19,000 bytes that twelve entries have
  const all = Array.from({ length: 12 }, (_, i) => `${"abc"[i % 3]}${i % 10}`);
  const runs = ["a", "b", "c"].map((mark) => {
    const own = all.filter((name) => name.startsWith(mark)).join(",");
    const script = join(import.meta.dirname, "../test/fill-cache.ts");
    return promisify(execFile)(process.execPath, [
      "--conditions=source",
      script,
      folder,
      String(limit),
      own,
      all.join(","),
      "15",
    ]);
  });
  for (const { stdout } of await Promise.all(runs)) expect(Number(stdout)).toBeGreaterThan(15);
  expect(bytesIn(folder)).toBeLessThanOrEqual(limit);
}, 60_000);

test("the limit is that of the environment", async () => {
  expect(cacheLimit({})).toBe(1e10);
  expect(cacheLimit({ QUERENT_CACHE_GB: " " })).toBe(1e10);
  expect(cacheLimit({ QUERENT_CACHE_GB: "0.5" })).toBe(5e8);
  for (const wrong of ["-1", "much", "NaN"])
    expect(() => cacheLimit({ QUERENT_CACHE_GB: wrong })).toThrow(
      `QUERENT_CACHE_GB must be a number of gigabytes, 0 or more; got "${wrong}". Unset it for 10.`,
    );
  const folder = temporaryFolder();
  const file = join(folder, "a.png");
  await (await testImage(16, 16)).png().toFile(file);
  const decode = () =>
    decodeAll([{ file, id: "a" }], { width: 16, height: 16, channels: 3, cacheDir: folder });
  vi.stubEnv("QUERENT_CACHE_GB", "0");
  expect(await decode()).toMatchObject({ fromCache: false, warnings: [] });
  expect(await decode()).toMatchObject({ fromCache: false, warnings: [] });
  vi.stubEnv("QUERENT_CACHE_GB", "1");
  await decode();
  expect((await decode()).fromCache).toBe(true);
});
