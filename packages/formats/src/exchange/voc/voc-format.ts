/** Pascal VOC: an XML file of boxes for each image. */
import type { ExchangeFormat } from "../exchange-format.ts";
import { findVocFolders } from "./find-voc-folders.ts";
import { readVocExchange } from "./read-voc-exchange.ts";
import { vocFiles, vocLabelsAt } from "./voc-files.ts";

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
    sizes: true,
    error: 1e-12,
  },
  labelsAt: vocLabelsAt,
  imageAt: (path) => `JPEGImages/${path}`,
  needsImages: false,
  isAt: (path) => findVocFolders(path) !== undefined,
  read: (path) => Promise.resolve(readVocExchange(path)),
  write: vocFiles,
};
