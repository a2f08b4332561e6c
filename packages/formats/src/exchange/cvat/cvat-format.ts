/** CVAT for images 1.1: one XML file of tags, boxes and skeletons. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ExchangeFormat } from "../exchange-format.ts";
import { startOf } from "../start-of-file.ts";
import { cvatText } from "./cvat-text.ts";
import { readCvatLabels } from "./read-cvat-labels.ts";

const name = "annotations.xml";

export const cvatFormat: ExchangeFormat = {
  name: "cvat",
  title: "CVAT",
  tasks: ["classification", "detection", "pose"],
  holds: {
    unlabelled: ["classification"],
    parts: "some",
    author: false,
    classList: true,
    difficult: true,
    crowd: true,
    area: true,
    bones: true,
    sides: "by name",
    posesWithoutBox: true,
    repeats: true,
    leastSide: 0,
    reach: Infinity,
    paths: true,
    sizes: true,
    error: 0,
  },
  alone: ".xml",
  imageAt: (path) => `images/${path}`,
  needsImages: false,
  isAt: (path) =>
    statSync(path).isDirectory()
      ? existsSync(join(path, name))
      : /\.xml$/i.test(path) && /<annotations[\s>]/.test(startOf(path)),
  read: (path, task) =>
    Promise.resolve(readCvatLabels(statSync(path).isDirectory() ? join(path, name) : path, task)),
  write: (dataset) => [{ path: name, text: cvatText(dataset) }],
};
