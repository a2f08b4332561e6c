/** Pascal VOC: an XML file of boxes for each image. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { listFolder } from "../../list-folder.ts";
import type { ExchangeFormat } from "../exchange-format.ts";
import { readVocExchange } from "./read-voc-exchange.ts";
import { vocFiles } from "./voc-files.ts";

export const vocFormat: ExchangeFormat = {
  name: "voc",
  title: "Pascal VOC",
  tasks: ["detection"],
  holds: {
    unlabelled: [],
    parts: "some",
    author: false,
    classList: false,
    difficult: true,
    crowd: false,
    area: false,
    bones: false,
    sides: "by name",
    posesWithoutBox: true,
    repeats: true,
    leastSide: 1,
    reach: Infinity,
    paths: true,
    extensions: false,
    sizes: true,
    error: 1e-12,
  },
  imageAt: (path) => `JPEGImages/${path}`,
  needsImages: false,
  isAt: (path) => vocFolder(path) !== undefined,
  read: (path) => Promise.resolve(readVocExchange(path, vocFolder(path))),
  write: vocFiles,
};

/** The folder with `Annotations`: `root`, or the only folder of it, or the only one of that (VOCdevkit/VOC2007). */
function vocFolder(root: string): string | undefined {
  let base = root;
  for (let depth = 0; depth < 3; depth += 1) {
    if (!existsSync(base) || !statSync(base).isDirectory()) return undefined;
    const { folders } = listFolder(base);
    if (folders.includes("Annotations")) return base;
    if (folders.length !== 1) return undefined;
    base = join(base, folders[0]);
  }
  return undefined;
}
