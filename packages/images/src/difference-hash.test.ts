/** Tests of difference hashes: what they are blind to, and what they tell apart. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generator, keyFrom, split } from "@querent/core";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { differenceHash, differenceHashes } from "./difference-hash.ts";

let home: string;
beforeAll(() => (home = mkdtempSync(join(tmpdir(), "querent-hash-"))));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Soft blobs of grey, another picture for each name: noise of 7 x 6 cells, enlarged. */
function picture(name: string): Sharp {
  const draw = generator(split(keyFrom("pictures"), name));
  const cells = Uint8Array.from({ length: 7 * 6 * 3 }, () => draw.integer(256));
  return sharp(cells, { raw: { width: 7, height: 6, channels: 3 } }).resize(240, 180, {
    kernel: "cubic",
    fit: "fill",
  });
}

async function hashesOf(images: readonly Buffer[]): Promise<Uint32Array> {
  const files = images.map((bytes, i) => {
    const file = join(home, `${i}`);
    writeFileSync(file, bytes);
    return { id: `${i}`, file };
  });
  const { hashes, failed } = await differenceHashes(files);
  expect(failed.size).toBe(0);
  return hashes;
}

function distance(hashes: Uint32Array, a: number, b: number): number {
  const bits = (word: number): number => word.toString(2).replaceAll("0", "").length;
  return [0, 1].reduce((sum, w) => sum + bits((hashes[2 * a + w] ^ hashes[2 * b + w]) >>> 0), 0);
}

test("bits are the signs of differences, the first the highest", () => {
  const enlarged = (fields: readonly number[]): Uint8Array =>
    Uint8Array.from(
      { length: 36 * 32 },
      (_, i) => fields[9 * Math.floor(i / 144) + Math.floor((i % 36) / 4)],
    );
  const rising = Array.from({ length: 72 }, (_, i) => 20 * (i % 9));
  expect([...differenceHash(enlarged(rising))]).toEqual([0xffffffff, 0xffffffff]);
  expect([...differenceHash(enlarged(rising.map((value) => 200 - value)))]).toEqual([0, 0]);
  expect([...differenceHash(enlarged(rising.map((value) => value / 20)))]).toEqual([0, 0]); // one grey value is noise
  const step = new Array<number>(72).fill(0);
  step[1] = 9; // (1, 0) is lighter than (0, 0), and (2, 0) darker
  step[71] = 9; // the last of the last row
  expect([...differenceHash(enlarged(step))]).toEqual([0x80000000, 1]);
  expect(() => differenceHash(new Uint8Array(64))).toThrow("32 rows of 36 pixels; got 64");
});

test("recompressed, resized and turned copies are near, other pictures far", async () => {
  for (const name of ["a", "b", "c"]) {
    const original = await picture(name).png().toBuffer();
    const images = await Promise.all([
      original,
      sharp(original).jpeg({ quality: 40 }).toBuffer(),
      sharp(original).resize(100, 75).jpeg().toBuffer(),
      sharp(original).resize(300, 400, { fit: "fill" }).webp().toBuffer(),
      sharp(original).linear(0.8, 20).png().toBuffer(),
      sharp(original).rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer(), // upright it is the original
      sharp(original).rotate(90).jpeg().toBuffer(),
      picture(`other ${name}`).png().toBuffer(),
    ]);
    const hashes = await hashesOf(images);
    const distances = images.map((_, i) => distance(hashes, 0, i));
    for (const near of distances.slice(0, 6)) expect(near).toBeLessThanOrEqual(4);
    for (const far of distances.slice(6)) expect(far).toBeGreaterThan(12);
  }
});

test("a file that is no image has no hash and a reason, and abort stops", async () => {
  const good = join(home, "good.png");
  await picture("a").png().toFile(good);
  writeFileSync(join(home, "bad.png"), "no image");
  const files = [{ id: "bad", file: join(home, "bad.png") }, { id: "good", file: good }]; // prettier-ignore
  const { hashes, failed } = await differenceHashes(files);
  expect([...failed.keys()]).toEqual([0]);
  expect(failed.get(0)).toMatch(/unsupported image format/);
  expect([...hashes.subarray(0, 2)]).toEqual([0, 0]);
  expect(hashes[2]).not.toBe(0);
  const abort = AbortSignal.abort(new Error("enough"));
  await expect(differenceHashes(files, { abort })).rejects.toThrow("enough");
});
