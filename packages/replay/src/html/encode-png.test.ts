import { expect, test } from "vitest";
import { decodeAll } from "@querent/images";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generator, keyFrom } from "@querent/core";
import { encodePng } from "./encode-png.ts";
import { shrink } from "./shrink.ts";

test.each([1, 3])("a decoder reads back the bytes of %i channels", async (channels) => {
  const folder = mkdtempSync(join(tmpdir(), "png-"));
  try {
    const draw = generator(keyFrom("png"));
    const data = Uint8Array.from({ length: 7 * 5 * channels }, (_, i) =>
      i % 3 === 0 ? i : draw.integer(256),
    );
    const file = join(folder, "image.png");
    writeFileSync(file, encodePng({ height: 7, width: 5, channels, data }));
    const { pixels } = await decodeAll([{ file, id: "image" }], {
      height: 7,
      width: 5,
      channels: channels as 1 | 3,
      cacheDir: false,
    });
    expect(pixels.data).toEqual(data);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("refuses two channels", () => {
  expect(() => encodePng({ height: 1, width: 1, channels: 2, data: new Uint8Array(2) })).toThrow(
    /1 or 3 channels; got 2/,
  );
});

test("shrinks by averaging whole blocks and leaves small images alone", () => {
  const images = {
    count: 2,
    height: 2,
    width: 4,
    channels: 1,
    data: Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 10, 20, 5, 7, 30, 40]),
  };
  expect(shrink(images, 1, 2)).toEqual({ height: 1, width: 2, channels: 1, data: Uint8Array.of(4, 25) });
  expect(shrink(images, 1, 4).data).toEqual(images.data.subarray(8));
});
