import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { ramps, testImage } from "../test/test-image.ts";
import { decodeAll } from "./decode-all.ts";
import { decodeCrops } from "./decode-crops.ts";
import { resampleSquare } from "./resample-square.ts";
import { uprightSize } from "./upright-size.ts";

const options = { side: 8, channels: 3, cacheDir: false } as const;

async function rampFile(name = "ramp.png", width = 20, height = 12): Promise<string> {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, await (await testImage(width, height)).png().toBuffer());
  return file;
}

test("a square of the stored size is the image's own pixels, black outside", async () => {
  const file = await rampFile();
  const crops = [
    { left: 5, top: 2, side: 8 },
    { left: -3, top: 7, side: 8 },
    { left: 100, top: 0, side: 8 },
  ];
  const { pixels } = await decodeCrops(
    crops.map((crop, i) => ({ id: `${i}`, file, crop })),
    options,
  );
  const source = ramps(20, 12);
  crops.forEach(({ left, top }, i) => {
    for (let v = 0; v < 8; v++)
      for (let u = 0; u < 8; u++) {
        const [x, y] = [left + u, top + v];
        const inside = x >= 0 && x < 20 && y >= 0 && y < 12;
        const at = ((i * 8 + v) * 8 + u) * 3;
        expect([...pixels.data.subarray(at, at + 3)]).toEqual(
          inside ? [...source.subarray((y * 20 + x) * 3, (y * 20 + x) * 3 + 3)] : [0, 0, 0],
        );
      }
  });
});

test.each([
  ["enlarged", 16, 64],
  ["made smaller", 64, 16],
])("a square %s keeps every point where it says", async (_, side, stored) => {
  const file = join(temporaryFolder(), "edge.png");
  const width = 100;
  const { default: sharp } = await import("sharp");
  // white from column 40 and from row 50 on: the crop has the edges a quarter and half of its side from its corner
  const data = Uint8Array.from({ length: width * width }, (_, i) =>
    i % width >= 40 || Math.floor(i / width) >= 50 ? 255 : 0,
  );
  await sharp(data, { raw: { width, height: width, channels: 1 } })
    .png()
    .toFile(file);
  const crop = { left: 40 - side / 4, top: 50 - side / 2, side };
  const { pixels } = await decodeCrops([{ id: "edge", file, crop }], {
    side: stored,
    channels: 1,
    cacheDir: false,
  });
  const dark = (at: (i: number) => number): number => {
    let sum = 0;
    for (let i = 0; i < stored; i++) sum += 1 - pixels.data[at(i)] / 255;
    return sum; // pixels before the edge
  };
  expect(Math.abs(dark((u) => u) - stored / 4)).toBeLessThan(0.01);
  expect(Math.abs(dark((v) => v * stored) - stored / 2)).toBeLessThan(0.01);
});

test("agrees with a sum over every pixel", () => {
  const [width, height] = [9, 7];
  const data = Uint8Array.from({ length: width * height }, (_, i) => (i * 89) % 256);
  for (const [side, size] of [
    [6.3, 5],
    [3.1, 8],
    [11, 4],
    [5, 5],
  ]) {
    const square = { left: -1.7, top: 2.4, side };
    const out = resampleSquare({ left: 0, top: 0, width, height, data }, square, size, 1);
    const scale = side / size;
    const weight = (i: number, centre: number): number =>
      Math.max(0, 1 - Math.abs(i + 0.5 - centre) / Math.max(1, scale));
    for (let v = 0; v < size; v++)
      for (let u = 0; u < size; u++) {
        const [x, y] = [square.left + (u + 0.5) * scale, square.top + (v + 0.5) * scale];
        let [sum, total] = [0, 0];
        for (let r = -20; r < 30; r++)
          for (let c = -20; c < 30; c++) {
            const w = weight(c, x) * weight(r, y);
            total += w;
            if (r >= 0 && r < height && c >= 0 && c < width) sum += w * data[r * width + c];
          }
        expect(Math.abs(out[v * size + u] - sum / total)).toBeLessThanOrEqual(0.5 + 1e-9);
      }
  }
});

test("squares are of the upright image", async () => {
  const file = join(temporaryFolder(), "turned.jpg");
  // stored 12 x 20; orientation 6 shows it turned clockwise, 20 x 12
  const upright = await (await testImage(20, 12)).png().toBuffer();
  const { default: sharp } = await import("sharp");
  await sharp(await sharp(upright).rotate(270).png().toBuffer())
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
    .toFile(file);
  expect(await uprightSize(file)).toEqual({ width: 20, height: 12 });
  const crop = { left: 12, top: 4, side: 8 };
  const { pixels } = await decodeCrops([{ id: "turned", file, crop }], options);
  const straight = await decodeCrops([{ id: "straight", file: await rampFile(), crop }], options);
  pixels.data.forEach((value, i) => expect(Math.abs(value - straight.pixels.data[i])).toBeLessThan(6));
});

test("the cache tells squares, and ways to fit, apart", async () => {
  const file = await rampFile("a[1] café.png");
  const cacheDir = temporaryFolder();
  const again = async (left: number): Promise<boolean> =>
    (await decodeCrops([{ id: "a", file, crop: { left, top: 0, side: 8 } }], { ...options, cacheDir }))
      .fromCache;
  expect([await again(0), await again(1), await again(0)]).toEqual([false, false, true]);
  const whole = { width: 8, height: 8, channels: 3, cacheDir } as const;
  const all = async (fit?: "cover" | "fill"): Promise<boolean> =>
    (await decodeAll([{ id: "a", file }], { ...whole, fit })).fromCache;
  expect([await all(), await all("fill"), await all("cover"), await all("fill")]).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test("fill keeps the whole image", async () => {
  const file = await rampFile("wide.png", 64, 16);
  const read = async (fit: "cover" | "fill"): Promise<Uint8Array> =>
    (await decodeAll([{ id: "a", file }], { width: 16, height: 16, channels: 3, cacheDir: false, fit }))
      .pixels.data;
  const reds = (data: Uint8Array): number[] => [data[0], data[15 * 3]];
  const [coverLeft, coverRight] = reds(await read("cover"));
  const [fillLeft, fillRight] = reds(await read("fill"));
  expect(coverLeft).toBeGreaterThan(90);
  expect(coverRight).toBeLessThan(160);
  expect(fillLeft).toBeLessThan(10);
  expect(fillRight).toBeGreaterThan(240);
});

test("refuses squares that are none, and measures no text", async () => {
  const file = await rampFile();
  expect(() =>
    decodeCrops([{ id: "a", file, crop: { left: Number.NaN, top: 0, side: 8 } }], options),
  ).toThrow("The crop of a must have a finite left and top and a side above 0; got NaN, 0 and 8.");
  const text = join(temporaryFolder(), "text.jpg");
  writeFileSync(text, "text");
  await expect(uprightSize(text)).rejects.toThrow("unsupported image format");
});
