/** Thumbnails: upright, small, in colours that every browser shows. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { testImage } from "../test/test-image.ts";
import { loadSharp } from "./load-sharp.ts";
import { thumbnail } from "./thumbnail.ts";

async function seen(bytes: Uint8Array) {
  const sharp = await loadSharp();
  const { format, width, height, orientation, hasAlpha } = await sharp(bytes).metadata();
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] =>
    Array.from(data.subarray((y * info.width + x) * info.channels, (y * info.width + x + 1) * info.channels));
  return { format, size: [width, height], orientation, hasAlpha, at };
}

test("an image turned by its EXIF orientation is upright", async () => {
  const wide = await testImage(120, 60); // red grows to the right, green downwards
  const turned = await wide.withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const { format, size, orientation, at } = await seen(await thumbnail(turned, 40));
  expect({ format, size, orientation }).toEqual({ format: "webp", size: [20, 40], orientation: undefined });
  const [top, bottom] = [at(10, 1), at(10, 38)];
  expect(bottom[0] - top[0]).toBeGreaterThan(180); // a quarter turn: red grows downwards
  expect(at(1, 20)[1] - at(18, 20)[1]).toBeGreaterThan(150); // and green to the left
});

test("a small image stays as it is, a grey, a 16-bit and a transparent one become plain colours", async () => {
  const sharp = await loadSharp();
  expect((await seen(await thumbnail(await (await testImage(30, 20)).png().toBuffer(), 64))).size).toEqual([
    30, 20,
  ]);
  const grey = await (await testImage(90, 30)).toColourspace("b-w").png().toBuffer();
  const small = await seen(await thumbnail(grey, 30));
  expect(small.size).toEqual([30, 10]);
  const [red, green, blue] = small.at(15, 5);
  expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(6);
  const deep = await (await testImage(64, 64)).toColourspace("rgb16").png().toBuffer();
  expect((await seen(await thumbnail(deep, 32))).size).toEqual([32, 32]);
  const clear = await sharp({ create: { width: 9, height: 9, channels: 4, background: "#0000" } })
    .png()
    .toBuffer();
  const white = await seen(await thumbnail(clear, 8));
  expect(white.hasAlpha).toBe(false);
  expect(Math.min(...white.at(4, 4))).toBeGreaterThan(250);
});

test("what is no image, or no size, is refused", async () => {
  const folder = temporaryFolder();
  const text = join(folder, "text.jpg");
  writeFileSync(text, "text");
  await expect(thumbnail(text, 64)).rejects.toThrow(/unsupported image format/);
  await expect(thumbnail(join(folder, "none.jpg"), 64)).rejects.toThrow(/ENOENT/);
  for (const side of [0, 7, 2049, 64.5, NaN])
    await expect(thumbnail(text, side)).rejects.toThrow(
      `side must be an integer in [8, 2048] pixels; got ${side}.`,
    );
});
