/** COCO: boxes, and poses as keypoints. */
import { statSync } from "node:fs";
import { cocoFiles } from "../../coco/find-coco.ts";
import type { ExchangeFormat } from "../exchange-format.ts";
import { startOf } from "../start-of-file.ts";
import { cocoText } from "./coco-text.ts";
import { readCocoLabels } from "./read-coco-labels.ts";
import { byPart } from "../part-names.ts";

export const cocoFormat: ExchangeFormat = {
  name: "coco",
  title: "COCO",
  tasks: ["detection", "pose"],
  holds: {
    unlabelled: [],
    parts: "some",
    author: false,
    classList: true,
    difficult: false,
    crowd: true,
    area: true,
    bones: true,
    sides: "by name",
    posesWithoutBox: false,
    repeats: true,
    leastSide: 0,
    reach: Infinity,
    paths: true,
    sizes: true,
    error: 2 ** -52, // a width from which the far corner is found exactly is not always there
  },
  imageAt: (path) => `images/${path}`,
  needsImages: false,
  isAt: (path) =>
    statSync(path).isDirectory()
      ? cocoFiles(path, "instances").length > 0
      : /\.json$/i.test(path) && startOf(path).startsWith("{"),
  read: (path, task) => Promise.resolve(readCocoLabels(path, task === "pose")),
  write: (dataset) => {
    const kind = dataset.task === "pose" ? "person_keypoints" : "instances";
    let first = 1; // the id of the first image of a part
    return byPart(dataset.images, "default").map(([split, images]) => {
      const text = cocoText(dataset, images, first);
      first += images.length;
      return { path: `annotations/${kind}_${split}.json`, text };
    });
  },
};
