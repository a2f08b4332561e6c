/** A small labelled folder of real image files: light and dark squares, with odd files where a test wants them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generator, keyFrom, split } from "@querent/core";
import sharp, { type Sharp } from "sharp";

/** Writes train/ and test/ with two classes of 12 x 12 images and gives the folder. */
export async function writeImageFolder(root: string, perClass = 24): Promise<string> {
  for (const [part, count] of [
    ["train", perClass],
    ["test", 10],
  ] as const)
    for (const [label, name] of ["dark", "light"].entries()) {
      mkdirSync(join(root, part, name), { recursive: true });
      for (let i = 0; i < count; i++) {
        const bytes = await squareImage(label, `${part}/${name}/${i}`).jpeg().toBuffer();
        writeFileSync(join(root, part, name, `${i}.jpg`), bytes);
      }
    }
  return root;
}

/** A noisy square of one brightness. */
export function squareImage(label: number, id: string): Sharp {
  const draw = generator(split(keyFrom("squares"), id));
  const data = Uint8Array.from({ length: 12 * 12 * 3 }, () => 60 + 80 * label + draw.integer(60));
  return sharp(data, { raw: { width: 12, height: 12, channels: 3 } });
}
