/** YOLO: boxes and poses as text files beside the images. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { findDescription } from "../../yolo/find-yolo.ts";
import type { ExchangeFormat } from "../exchange-format.ts";
import { readYoloExchange } from "./read-yolo-exchange.ts";
import { yoloFiles, yoloLabelsAt } from "./yolo-files.ts";

export const yoloFormat: ExchangeFormat = {
  name: "yolo",
  title: "YOLO",
  tasks: ["detection", "pose"],
  holds: {
    unlabelled: [],
    parts: "all",
    author: false,
    classList: true,
    difficult: false,
    crowd: false,
    area: false,
    bones: false,
    sides: "any",
    posesWithoutBox: false,
    repeats: false,
    leastSide: 0,
    reach: 1,
    paths: true,
    sizes: false,
    error: 1e-12,
  },
  labelsAt: yoloLabelsAt,
  imageAt: (path) => `images/${path}`,
  needsImages: false,
  isAt: (path) =>
    statSync(path).isDirectory() &&
    (findDescription(path) !== undefined ||
      existsSync(join(path, "labels")) ||
      ["train", "valid", "val", "test"].some((part) => existsSync(join(path, part, "labels")))),
  read: (path, task) => Promise.resolve(readYoloExchange(path, task === "pose")),
  write: yoloFiles,
};
