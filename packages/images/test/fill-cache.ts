/** For tests, a process of its own: writes entries into a cache folder and reads them, its own and those of others. */
import { readPixelCache, writePixelCache } from "../src/pixel-cache.ts";

const [folder, limit, own, all, rounds] = process.argv.slice(2);

/** Pixels that tell whose they are. */
const pixelsOf = (name: string): Uint8Array =>
  new Uint8Array(1000 + 100 * Number(name[1])).fill(Number(name[1]));

let read = 0;
for (let round = 0; round < Number(rounds); round += 1)
  for (const name of own.split(",")) {
    const decoded = { data: pixelsOf(name), kept: Int32Array.of(0), skipped: [] };
    await writePixelCache(folder, name, decoded, 1, Number(limit));
    for (const other of all.split(",")) {
      const found = await readPixelCache(folder, other, 1);
      if (found === undefined) continue;
      read += 1;
      if (Buffer.compare(found.data, pixelsOf(other)) !== 0)
        throw new Error(`${other} is not what was written.`);
    }
  }
console.log(read);
