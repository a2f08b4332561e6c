import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { testImage } from "../test/test-image.ts";
import { decodeAll } from "./decode-all.ts";
import type { ImageFile } from "./image-file.ts";
import { loadSharp } from "./load-sharp.ts";
import { targetGeometry } from "./target-geometry.ts";

const geometry = { width: 16, height: 16, channels: 3 } as const;

/** Ten good images; 3 is truncated and 7 is text. */
async function someFiles(): Promise<{ files: ImageFile[]; cacheDir: string }> {
  const folder = temporaryFolder();
  const files = await Promise.all(
    Array.from({ length: 10 }, async (_, i) => {
      const bytes = await (await testImage(16 + i, 16)).jpeg().toBuffer();
      const file = join(folder, `${i}.jpg`);
      writeFileSync(file, i === 3 ? bytes.subarray(0, bytes.length - 40) : i === 7 ? "text" : bytes);
      return { file, id: `set/${i}.jpg` };
    }),
  );
  return { files, cacheDir: join(folder, "cache") };
}

/** The binary file and its manifest, if these two are all there is. */
function cacheFiles(cacheDir: string): [string, string] {
  const names = readdirSync(join(cacheDir, "pixels")).sort();
  expect(names.map((name) => name.replace(/^[0-9a-f]{32}/, ""))).toEqual([".bin", ".json"]);
  return [join(cacheDir, "pixels", names[0]), join(cacheDir, "pixels", names[1])];
}

test("keeps what decodes, in order, and says why the rest was skipped", async () => {
  const { files } = await someFiles();
  const many = await decodeAll(files, { ...geometry, cacheDir: false, concurrency: 4 });
  expect([...many.kept]).toEqual([0, 1, 2, 4, 5, 6, 8, 9]);
  expect(many.pixels).toMatchObject({ count: 8, height: 16, width: 16, channels: 3 });
  expect(many.pixels.data).toHaveLength(8 * 16 * 16 * 3);
  expect(many.skipped).toEqual([
    {
      file: "set/3.jpg",
      reason: expect.stringMatching(/^it is not an image that can be decoded: .*premature end/),
    },
    {
      file: "set/7.jpg",
      reason: expect.stringMatching(/^it is not an image that can be decoded: .*unsupported image format/),
    },
  ]);
  for (const [at, i] of [0, 4, 9].map((i) => [[...many.kept].indexOf(i), i])) {
    const alone = await decodeAll([files[i]], { ...geometry, cacheDir: false });
    expect(many.pixels.data.subarray(at * 768, (at + 1) * 768)).toEqual(alone.pixels.data);
  }
});

test("a second run takes the pixels from the cache, not from the images", async () => {
  const { files, cacheDir } = await someFiles();
  const first = await decodeAll(files, { ...geometry, cacheDir });
  expect([first.fromCache, first.warnings]).toEqual([false, []]);
  expect(await decodeAll(files, { ...geometry, cacheDir })).toEqual({ ...first, fromCache: true });
  const [bin, json] = cacheFiles(cacheDir);
  const planted = readFileSync(bin).fill(42);
  writeFileSync(bin, planted);
  const manifest = JSON.parse(readFileSync(json, "utf8"));
  writeFileSync(
    json,
    JSON.stringify({ ...manifest, sha256: createHash("sha256").update(planted).digest("hex") }),
  );
  const second = await decodeAll(files, { ...geometry, cacheDir });
  expect(new Set(second.pixels.data)).toEqual(new Set([42]));
});

test("a changed file, order, name or geometry is decoded anew", async () => {
  const { files, cacheDir } = await someFiles();
  await decodeAll(files, { ...geometry, cacheDir });
  const again = async (list: readonly ImageFile[], size = 16): Promise<boolean> =>
    (await decodeAll(list, { ...geometry, width: size, cacheDir })).fromCache;
  expect(await again(files)).toBe(true);
  expect(await again(files.toReversed())).toBe(false);
  expect(await again(files, 8)).toBe(false);
  const { atime, mtime } = statSync(files[0].file);
  const bytes = readFileSync(files[0].file);
  bytes[bytes.length - 20] ^= 1; // same size, and the modification time put back
  writeFileSync(files[0].file, bytes);
  utimesSync(files[0].file, atime, mtime);
  expect(await again(files)).toBe(false);
  expect(await again(files)).toBe(true);
});

test("a damaged, shortened or half-written cache is made anew, to the same pixels", async () => {
  const { files, cacheDir } = await someFiles();
  const first = await decodeAll(files, { ...geometry, cacheDir });
  const [bin, json] = cacheFiles(cacheDir);
  const whole = readFileSync(bin);
  const flipped = Uint8Array.from(whole, (byte, i) => (i === 5000 ? byte ^ 1 : byte));
  const damages = [
    () => writeFileSync(bin, flipped),
    () => writeFileSync(bin, whole.subarray(0, 100)),
    () => writeFileSync(json, readFileSync(json).subarray(0, 30)),
    () => writeFileSync(json, "{}"),
    () => renameSync(bin, `${bin}.gone`),
  ];
  for (const damage of damages) {
    damage();
    expect(await decodeAll(files, { ...geometry, cacheDir })).toEqual(first);
    expect((await decodeAll(files, { ...geometry, cacheDir })).fromCache).toBe(true);
  }
});

test("a cache that cannot be written costs a warning only, and leaves nothing behind", async () => {
  const { files, cacheDir } = await someFiles();
  mkdirSync(cacheDir);
  writeFileSync(join(cacheDir, "pixels"), "a file where the folder should be");
  const { kept, warnings } = await decodeAll(files, { ...geometry, cacheDir });
  expect(kept).toHaveLength(8);
  expect(warnings).toEqual([
    expect.stringMatching(/^The decoded images could not be kept in .* \(E.*\): the next run/),
  ]);
  expect(readdirSync(cacheDir)).toEqual(["pixels"]);
});

test("what a killed run left half-written is cleared away after an hour", async () => {
  const { files, cacheDir } = await someFiles();
  mkdirSync(join(cacheDir, "pixels"), { recursive: true });
  const [stale, fresh] = ["stale.part", "fresh.part"].map((name) => join(cacheDir, "pixels", name));
  for (const file of [stale, fresh]) writeFileSync(file, "half");
  utimesSync(stale, new Date(), new Date(Date.now() - 2 * 3600 * 1000));
  await decodeAll(files, { ...geometry, cacheDir });
  expect(readdirSync(join(cacheDir, "pixels")).filter((name) => name.endsWith(".part"))).toEqual([
    "fresh.part",
  ]);
});

test("a file that cannot be opened is skipped, and the result is not kept for the next run", async () => {
  const { files, cacheDir } = await someFiles();
  const gone = [...files, { file: `${files[0].file}.gone`, id: "gone" }];
  const { skipped } = await decodeAll(gone, { ...geometry, cacheDir });
  expect(skipped.at(-1)).toEqual({
    file: "gone",
    reason: expect.stringMatching(/^it cannot be read: ENOENT/),
  });
  expect((await decodeAll(gone, { ...geometry, cacheDir })).fromCache).toBe(false);
});

test("progress counts every file; an abort ends the work", async () => {
  const { files, cacheDir } = await someFiles();
  const seen: number[] = [];
  await decodeAll(files, { ...geometry, cacheDir, progress: (done) => seen.push(done) });
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const stop = new AbortController();
  let done = 0;
  const progress = (): void => {
    if (++done === 2) stop.abort(new Error("enough"));
  };
  const stopped = decodeAll(files, {
    ...geometry,
    cacheDir: false,
    concurrency: 1,
    abort: stop.signal,
    progress,
  });
  await expect(stopped).rejects.toThrow("enough");
  expect(done).toBe(2);
});

test("refuses a list without any image, and sizes that make no sense", async () => {
  const { files } = await someFiles();
  await expect(decodeAll([files[7]], { ...geometry, cacheDir: false })).rejects.toThrow(
    "None of the 1 files could be read as an image; set/7.jpg: it is not an image",
  );
  await expect(decodeAll(files, { ...geometry, width: 0 })).rejects.toThrow(
    "width must be an integer in [1, 16384]",
  );
  await expect(decodeAll(files, { ...geometry, channels: 4 as 3 })).rejects.toThrow(
    "channels must be 1 (grey) or 3",
  );
});

const data = process.env.QUERENT_DATA;
test.skipIf(data === undefined)(
  "photographs of real sets (need the folder named by QUERENT_DATA)",
  async () => {
    const list = (folder: string): ImageFile[] =>
      readdirSync(join(data as string, folder)).map((name) => ({
        file: join(data as string, folder, name),
        id: name,
      }));
    const frogs = list("cifar10-jpg/test/frog");
    const small = await decodeAll(frogs, { ...(await targetGeometry(frogs)), cacheDir: false });
    expect(small.pixels).toMatchObject({ count: 1000, height: 32, width: 32, channels: 3 });
    const { data: bytes, info } = await (
      await loadSharp()
    )(frogs[999].file)
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([32, 32]);
    expect([...small.pixels.data.subarray(999 * 3072)]).toEqual([...bytes]);
    const hands = list("sign-digits/Dataset/0");
    const { pixels, skipped } = await decodeAll(hands, { ...(await targetGeometry(hands)), cacheDir: false });
    expect([pixels.count, pixels.width, skipped]).toEqual([hands.length, 64, []]);
  },
);
