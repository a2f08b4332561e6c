/** Writes pixels as a PNG file. */
import { crc32, deflateSync } from "node:zlib";

/** Bytes of one image, (height, width, channels); 1 channel is grey, 3 are red, green, blue. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * An 8-bit PNG, not interlaced; each row takes the filter, of none, sub and up, with the least sum of absolute values.
 * Source: the PNG specification, third edition, sections 5, 9.2 and 12.7.
 *
 * @throws when there are neither 1 nor 3 channels
 */
export function encodePng({ height, width, channels, data }: Pixels): Uint8Array {
  if (channels !== 1 && channels !== 3)
    throw new Error(`A PNG of bytes must have 1 or 3 channels; got ${channels}.`);
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, channels === 1 ? 0 : 2);
  return Buffer.concat([
    Uint8Array.from(signature),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", deflateSync(filterRows(data, height, width * channels, channels), { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

/** The PNG as an address that a page can hold. */
export function pngAddress(pixels: Pixels): string {
  return `data:image/png;base64,${Buffer.from(encodePng(pixels)).toString("base64")}`;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, "latin1");
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

function filterRows(data: Uint8Array, rows: number, bytes: number, step: number): Uint8Array {
  const out = new Uint8Array(rows * (bytes + 1));
  for (let y = 0; y < rows; y += 1) {
    const from = y * bytes;
    const tried = [0, 1, 2].map((filter) => {
      const line = new Uint8Array(bytes);
      let cost = 0;
      for (let i = 0; i < bytes; i += 1) {
        const before =
          filter === 1 ? i >= step && data[from + i - step] : filter === 2 && y > 0 && data[from + i - bytes];
        line[i] = data[from + i] - Number(before);
        cost += line[i] < 128 ? line[i] : 256 - line[i];
      }
      return { filter, line, cost };
    });
    const best = tried.reduce((a, b) => (b.cost < a.cost ? b : a));
    out[y * (bytes + 1)] = best.filter;
    out.set(best.line, y * (bytes + 1) + 1);
  }
  return out;
}
