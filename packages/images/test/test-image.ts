/** For tests: a small picture with a known pattern, as a sharp pipeline that can be written in any format. */
import type { Sharp } from "sharp";
import { loadSharp } from "../src/load-sharp.ts";

/** RGB bytes (height, width, 3) in smooth ramps, which survive JPEG well. */
export function ramps(width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set(
        [(255 * x) / width, (255 * y) / height, (128 * (x + y)) / (width + height)],
        (y * width + x) * 3,
      );
  return data;
}

/** The ramps as an image. */
export async function testImage(width: number, height: number): Promise<Sharp> {
  return (await loadSharp())(ramps(width, height), { raw: { width, height, channels: 3 } });
}
