import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { ramps, testImage } from "../test/test-image.ts";
import { decodeBytes, decodeToPixels } from "./decode-to-pixels.ts";
import type { PixelGeometry } from "./decode-to-pixels.ts";
import { loadSharp } from "./load-sharp.ts";

const rgb = (width: number, height: number): PixelGeometry => ({ width, height, channels: 3 });
const grey = (width: number, height: number): PixelGeometry => ({ width, height, channels: 1 });
const decode = async (bytes: Uint8Array, geometry: PixelGeometry): Promise<number[]> => [
  ...(await decodeBytes(await loadSharp(), bytes, geometry)),
];
const farthest = (a: readonly number[], b: ArrayLike<number>): number =>
  Math.max(...a.map((level, i) => Math.abs(level - b[i])));

test("an image of the right size comes out byte for byte, whatever its name says it is", async () => {
  const file = join(temporaryFolder(), "really-a-png.jpg");
  writeFileSync(file, await (await testImage(40, 24)).png().toBuffer());
  expect(await decodeToPixels(file, rgb(40, 24))).toEqual(ramps(40, 24));
});

test("a JPEG equals a plain decode of it", async () => {
  const bytes = await (await testImage(33, 20)).jpeg().toBuffer();
  const plain = await (await loadSharp())(bytes).raw().toBuffer();
  expect(await decode(bytes, rgb(33, 20))).toEqual([...plain]);
});

test("16-bit, CMYK, WebP, TIFF and GIF come out as 8-bit RGB", async () => {
  const image = await testImage(32, 32);
  const truth = ramps(32, 32);
  const sixteen = await image.clone().toColourspace("rgb16").png().toBuffer();
  expect((await (await loadSharp())(sixteen).metadata()).depth).toBe("ushort");
  expect(farthest(await decode(sixteen, rgb(32, 32)), truth)).toBeLessThanOrEqual(1);
  expect(await decode(await image.clone().webp({ lossless: true }).toBuffer(), rgb(32, 32))).toEqual([
    ...truth,
  ]);
  expect(await decode(await image.clone().tiff({ compression: "lzw" }).toBuffer(), rgb(32, 32))).toEqual([
    ...truth,
  ]);
  const gif = await decode(await image.clone().gif({ dither: 0 }).toBuffer(), rgb(32, 32));
  expect(farthest(gif, truth)).toBeLessThan(32); // 256 colours
  const cmyk = await image.clone().toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer();
  expect((await (await loadSharp())(cmyk).metadata()).space).toBe("cmyk");
  const mean = (levels: ArrayLike<number>): number =>
    Array.from(levels).reduce((a, b) => a + b, 0) / levels.length;
  expect(Math.abs(mean(await decode(cmyk, rgb(32, 32))) - mean(truth))).toBeLessThan(12); // inks cannot do all colours
});

test("grey stays as it was in one channel, and is repeated in three", async () => {
  const sharp = await loadSharp();
  const levels = Uint8Array.from({ length: 16 }, (_, i) => i * 17);
  const raw = { width: 4, height: 4, channels: 1 } as const;
  const bytes = await sharp(levels, { raw }).toColourspace("b-w").png().toBuffer();
  expect(await decode(bytes, grey(4, 4))).toEqual([...levels]);
  expect(await decode(bytes, rgb(4, 4))).toEqual([...levels].flatMap((level) => [level, level, level]));
});

test("colour becomes its luminance in one channel", async () => {
  const sharp = await loadSharp();
  const flat = async (background: string): Promise<number> => {
    const bytes = await sharp({ create: { width: 2, height: 2, channels: 3, background } })
      .png()
      .toBuffer();
    return (await decode(bytes, grey(2, 2)))[0];
  };
  const [red, green, blue] = [await flat("#f00"), await flat("#0f0"), await flat("#00f")];
  expect(green).toBeGreaterThan(red);
  expect(red).toBeGreaterThan(blue);
  expect([await flat("#000"), await flat("#fff")]).toEqual([0, 255]);
});

test("the EXIF orientation is applied before cropping", async () => {
  const turned = await (
    await testImage(40, 20)
  )
    .withExif({})
    .withMetadata({ orientation: 6 })
    .png()
    .toBuffer();
  const out = await decode(turned, rgb(20, 40));
  const source = ramps(40, 20);
  const pixel = (data: ArrayLike<number>, width: number, x: number, y: number): number[] =>
    [0, 1, 2].map((c) => data[(y * width + x) * 3 + c]);
  expect(pixel(out, 20, 19, 0)).toEqual(pixel(source, 40, 0, 0)); // top left goes to the top right
  expect(pixel(out, 20, 0, 39)).toEqual(pixel(source, 40, 39, 19));
});

test("transparency is laid on white (in 16 bits sharp's white is a level short)", async () => {
  const clear = (await testImage(8, 8)).ensureAlpha(0);
  for (const space of ["srgb", "rgb16"]) {
    const bytes = await clear.clone().toColourspace(space).png().toBuffer();
    for (const geometry of [rgb(8, 8), grey(8, 8)])
      expect(Math.min(...(await decode(bytes, geometry)))).toBeGreaterThanOrEqual(
        space === "srgb" ? 255 : 254,
      );
  }
});

test("a wide image is scaled by its shorter side and cropped in the centre", async () => {
  const sharp = await loadSharp();
  const raw = new Uint8Array(300 * 100 * 3); // black, with the middle third white
  for (let i = 0; i < raw.length; i++)
    raw[i] = Math.floor(i / 3) % 300 >= 100 && Math.floor(i / 3) % 300 < 200 ? 255 : 0;
  const bytes = await sharp(raw, { raw: { width: 300, height: 100, channels: 3 } })
    .png()
    .toBuffer();
  const out = await decode(bytes, grey(50, 50));
  expect(out.filter((level) => level < 128)).toEqual([]);
  const { length } = out.filter((level) => level === 255);
  expect(length).toBeGreaterThan(50 * 44); // but for the rim that interpolation touches
});

test("a truncated or damaged file is refused, at whatever byte it ends", async () => {
  const image = await testImage(64, 48);
  for (const bytes of [await image.clone().jpeg().toBuffer(), await image.clone().png().toBuffer()])
    for (const share of [0, 0.1, 0.5, 0.9, 0.99])
      await expect(
        decode(bytes.subarray(0, Math.floor(share * bytes.length)), rgb(64, 48)),
      ).rejects.toThrow();
  await expect(decode(new TextEncoder().encode("not an image"), rgb(64, 48))).rejects.toThrow(
    "unsupported image format",
  );
});

test("a missing sharp is explained with the command that installs it", async () => {
  const absent = (): Promise<never> => Promise.reject(new Error("Cannot find package 'sharp'\nand more"));
  await expect(loadSharp(absent)).rejects.toThrow(
    "Reading image files needs the package sharp, which cannot be loaded (Cannot find package 'sharp'): " +
      'install it with "npm install sharp --include=optional".',
  );
});
