/** The tasks by name: what a thread is asked to do. */

import { farthestFirstTask } from "./farthest-first.ts";
import { nearestFewTask } from "./nearest-few.ts";
import { nearestOfAllTask } from "./nearest-of-all.ts";
import { scanTask } from "./scan.ts";
import { withinTask } from "./within.ts";

export const tasks = {
  farthestFirst: farthestFirstTask,
  nearestFew: nearestFewTask,
  nearestOfAll: nearestOfAllTask,
  scan: scanTask,
  within: withinTask,
};

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type JobOf<Name extends TaskName> = Parameters<Tasks[Name]>[1];
export type ResultOf<Name extends TaskName> =
  ReturnType<Tasks[Name]> extends Generator<number, infer Result> ? Result : never;
