/** The tasks by name: what a thread is asked to do. */

import { farthestFirstTask } from "./farthest-first.ts";

export const tasks = { farthestFirst: farthestFirstTask };

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type JobOf<Name extends TaskName> = Parameters<Tasks[Name]>[1];
export type ResultOf<Name extends TaskName> =
  ReturnType<Tasks[Name]> extends Generator<number, infer Result> ? Result : never;
