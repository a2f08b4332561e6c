/** Which strategies a task has: those whose signals its models give, under names that mean the same on every task. */

import type { SignalName, Strategy } from "./contract.ts";
import { strategies, strategyNamed } from "./index.ts";
import { signalWords } from "./shared/check-signals.ts";

/** What a model learns to say of an image. */
export type Task = "classification" | "detection" | "pose";

/** The signals that models of a task give, with the labels of what is labelled. */
export const signalsOfTask = {
  classification: [
    "probabilities",
    "embeddings",
    "predictedLoss",
    "passes",
    "committee",
    "labels",
    "lastLayer",
    "targets",
    "avoid",
  ],
  detection: [
    "embeddings",
    "predictedLoss",
    "detections",
    "boxEmbeddings",
    "flippedDetections",
    "noisyDetections",
    "detectionPasses",
  ],
  pose: ["embeddings", "predictedLoss", "heatMaps", "flippedHeatMaps", "pointPasses"],
} as const satisfies Readonly<Record<Task, readonly SignalName[]>>;

/** A signal that models of the task give. */
export type SignalOf<T extends Task> = (typeof signalsOfTask)[T][number];

/** What a strategy of classification is called on another task. */
const names: Readonly<Record<Task, Readonly<Record<string, string>>>> = {
  classification: {},
  detection: {
    entropy: "box-entropy",
    margin: "box-margin",
    "least-confidence": "box-least-confidence",
    badge: "box-badge",
  },
  pose: { entropy: "joint-entropy", margin: "joint-margin", "least-confidence": "joint-least-confidence" },
};

/** What may be taken instead of a strategy that a task does not have. */
const advice: Readonly<Record<Task, string>> = {
  classification: "Take entropy, margin or badge",
  detection: "Take box-entropy, box-badge, core-set or learning-loss",
  pose: "Take joint-entropy, multi-peak, core-set or learning-loss",
};

/**
 * The strategy that `name` means on a task, wrappers included: as `strategyNamed`, but on detection `entropy`, `margin`,
 * `least-confidence` and `badge` are those of boxes, and on pose the first three are those of joints. What reads only
 * embeddings or the predicted loss is itself on every task.
 *
 * @throws when there is no such strategy, or it needs a signal that models of the task do not give
 */
export function strategyForTask(name: string, task: Task): Strategy {
  const [base, ...suffixes] = name.split("+");
  const strategy = strategyNamed([names[task][base] ?? base, ...suffixes].join("+"));
  const missing = missingOn(strategy, task);
  if (missing.length === 0) return strategy;
  throw new Error(
    `${name} needs ${missing.map(signalWords).join(" and ")}, which a ${task} model does not give. ` +
      `${advice[task]}; querent strategies --task ${task} lists all there are.`,
  );
}

/** The strategies that a task has, without wrappers. */
export function strategiesForTask(task: Task): readonly Strategy[] {
  return strategies.filter((strategy) => missingOn(strategy, task).length === 0);
}

function missingOn({ needs }: Strategy, task: Task): readonly SignalName[] {
  const given: readonly SignalName[] = signalsOfTask[task];
  return needs.filter((need) => !given.includes(need));
}
