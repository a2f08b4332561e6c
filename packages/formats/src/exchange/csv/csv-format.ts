/** CSV: a line for each image, or for each box. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { csvLines } from "../../tables/write-csv.ts";
import type { ExchangeFormat } from "../exchange-format.ts";
import { csvRows } from "./csv-rows.ts";
import { readCsvLabels } from "./read-csv-labels.ts";

const name = "labels.csv";

export const csvFormat: ExchangeFormat = {
  name: "csv",
  title: "CSV",
  tasks: ["classification", "detection"],
  holds: {
    unlabelled: ["classification", "detection"],
    parts: "some",
    author: true,
    classList: false,
    difficult: true,
    crowd: true,
    area: true,
    bones: false,
    sides: "by name",
    posesWithoutBox: true,
    repeats: true,
    leastSide: 0,
    reach: Infinity,
    paths: true,
    sizes: true,
    error: 0,
  },
  alone: ".csv",
  imageAt: (path) => `images/${path}`,
  needsImages: false,
  isAt: (path) => /\.[ct]sv$/i.test(path) || existsSync(join(path, name)),
  read: (path, task) =>
    readCsvLabels(statSync(path).isDirectory() ? join(path, name) : path, task === "classification"),
  write: (dataset) => {
    const { header, rows } = csvRows(dataset);
    return [{ path: name, text: csvLines(header, rows) }];
  },
};
