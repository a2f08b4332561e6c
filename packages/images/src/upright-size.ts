/** The size of an image as it is seen. */
import { open, readFile } from "node:fs/promises";
import { loadSharp } from "./load-sharp.ts";

const headerBytes = 2 ** 17; // enough for the headers of nearly every JPEG

/**
 * Width and height in pixels after EXIF orientation, from the headers of a file. Of a JPEG only the beginning is read,
 * where its size and orientation are. Throws if the file cannot be read or is no image.
 */
export async function uprightSize(file: string): Promise<{ width: number; height: number }> {
  const sharp = await loadSharp();
  const start = await readStart(file);
  if (start[0] === 0xff && start[1] === 0xd8)
    try {
      return (await sharp(start).metadata()).autoOrient;
    } catch {
      // its headers are longer: all of the file is read below
    }
  return (await sharp(await readFile(file)).metadata()).autoOrient;
}

async function readStart(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
