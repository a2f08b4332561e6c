/** The shapes of the exam set: what it is drawn from, what was drawn, how good a model is on it. */

import type { Key } from "../contracts.ts";
import type { Task } from "../strategies/tasks.ts";

/** What an exam set is drawn from. */
export interface ExamRequest {
  readonly ids: readonly string[]; // (n), the pool
  /** The group of each item, which is never parted; each item is a group of its own unless given. */
  readonly groups?: readonly string[]; // (n)
  readonly task: Task;
  /** Items wanted: 200 unless given, 50 for boxes and poses. */
  readonly size?: number;
  /** Places of the items that are in the exam set already, which stay in it. */
  readonly already?: Int32Array;
  readonly key: Key;
}

/** A group that is too large for the exam set, or for what was left of it. */
export interface SkippedGroup {
  readonly group: string;
  readonly items: number;
}

/** The items of an exam set, in the order in which they are labelled. */
export interface ExamPlan {
  readonly items: Int32Array; // places in the pool; those that were in it already come first
  readonly groups: number; // that the items are of
  /** Items wanted, after the limit of a tenth of the pool. */
  readonly size: number;
  /** Groups that came up and were too large, in the order of the draw. */
  readonly skipped: readonly SkippedGroup[];
  /** A sentence that says what was drawn, and what not and why. */
  readonly reason: string;
}

/** How good a model is on the exam set. */
export interface ExamFigure {
  readonly estimate: number; // in [0, 1]: accuracy, mAP, PCK
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly items: number;
  readonly groups: number;
  readonly method: "wilson" | "bootstrap";
  /**
   * The figure under each draw of groups with replacement; NaN where it is undefined. The draws depend on the groups and
   * the key alone, so figures of two models on the same exam items under the same key are paired draw by draw.
   */
  readonly draws: Float64Array; // (samples)
}
