/** Label Studio: one JSON file of tasks with their annotations. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ExchangeFormat } from "../exchange-format.ts";
import { startOf } from "../start-of-file.ts";
import { labelStudioConfig } from "./label-studio-config.ts";
import { labelStudioTasks } from "./label-studio-tasks.ts";
import { configName, readLabelStudio } from "./read-label-studio.ts";

const name = "tasks.json";

export const labelStudioFormat: ExchangeFormat = {
  name: "label-studio",
  title: "Label Studio",
  tasks: ["classification", "detection", "pose"],
  holds: {
    unlabelled: ["classification", "detection", "pose"],
    parts: "some",
    author: true,
    classList: true,
    difficult: true,
    crowd: true,
    area: true,
    bones: false,
    sides: "by name",
    posesWithoutBox: false,
    repeats: true,
    leastSide: 0,
    reach: Infinity,
    paths: true,
    sizes: true,
    error: 1e-12,
  },
  imageAt: (path) => `images/${path}`,
  needsImages: false,
  isAt: (path) =>
    statSync(path).isDirectory()
      ? existsSync(join(path, name))
      : /\.json$/i.test(path) && startOf(path).startsWith("["),
  read: (path, task, { skeleton }) =>
    Promise.resolve(readLabelStudio(statSync(path).isDirectory() ? join(path, name) : path, task, skeleton)),
  write: (dataset) => [
    { path: name, text: labelStudioTasks(dataset) },
    { path: configName, text: [labelStudioConfig(dataset)] },
  ],
};
