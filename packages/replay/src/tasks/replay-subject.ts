/** What a replay works on: a data set and what learns it, seen alike whatever the task. */
import type { Abort, FoundBoxes, FoundPoses, Key, Matrix, PixelSet, SkippedFile, Task } from "@querent/core";
import type {
  LearnerSettings,
  ModuleObjective,
  Recipe,
  TrainedModel,
  TrainingProgress,
} from "@querent/models";
import type { RoundSignals, SignalsRequest } from "../signals/round-signals.ts";
import type { Tested } from "../round-record.ts";
import type { ItemPicture } from "./item-picture.ts";

/** What a replay uses of a learner. */
export type Trains<Learner extends { train: unknown }> = Omit<Learner, "release">;

/** The weights of a trained model by name. */
export type Weights = TrainedModel["weights"];

/** One part of a data set of any task. */
export interface SubjectPart {
  readonly ids: readonly string[];
  readonly images: PixelSet;
}

/** What every data set has. */
export interface SubjectData {
  readonly name: string;
  readonly train: SubjectPart;
  readonly test: SubjectPart;
  readonly skipped: readonly SkippedFile[];
}

/** How much work a learner has. */
export interface SubjectWork {
  /** Optimiser steps a training on this many labels takes, with the module where an objective is given. */
  stepsFor(labels: number, module?: ModuleObjective): number;
  batchSizeFor(labels: number): number;
  /** How often each test image goes through the network when a model is tested. */
  readonly testPasses: number;
}

/** Everything in which tasks differ while a replay runs; `wordsOf` has what its report calls them. */
export interface ReplaySubject extends SubjectWork {
  readonly task: Task;
  readonly data: SubjectData;
  readonly classes?: readonly string[]; // of classification and detection
  readonly joints?: readonly string[]; // of pose
  readonly settings: LearnerSettings;
  readonly recipe: Recipe;
  /** The share of features that training drops; undefined without dropout. */
  readonly dropoutRate?: number;
  /** What was annotated, as plain data whose JSON text is hashed: of the whole, and of each part. */
  annotated(part?: "train" | "test"): unknown;
  /** What a person has to give for a training item: one label, its boxes, its joints. */
  annotationsOf(item: number): number;
  /** How many annotations of each class these training items have; undefined where annotations have no class. */
  countClasses?(items: Int32Array): number[];
  /** What is drawn over a training item in the report. */
  picture(item: number): ItemPicture;
  train(request: SubjectTraining): Promise<SubjectModel>;
  /** A model whose weights were kept: those of the network, and of the module if it was trained along. */
  restore(weights: Weights): SubjectModel;
}

/** A training on items of the training part. */
export interface SubjectTraining {
  readonly indices: Int32Array;
  readonly key: Key;
  readonly module?: ModuleObjective;
  readonly abort?: Abort;
  readonly progress?: (progress: TrainingProgress) => void;
}

/** The metric of a test with each item counted as often as `weights` (items) say; undefined where nothing counts. */
export type WeightedMetric = (weights: Float64Array) => number | undefined;

/** What a model says of images, entry by entry; points are in pixels of the upright original. */
export type Predicted = (
  | { readonly task: "classification"; readonly probabilities: Matrix } // (n, classes)
  | { readonly task: "detection"; readonly found: readonly FoundBoxes[] } // (n)
  | { readonly task: "pose"; readonly found: readonly FoundPoses[] } // (n), one pose each
) & {
  /** The loss that the module predicts, where it was trained along. */
  readonly predictedLoss?: Float32Array; // (n)
};

/** A trained model. */
export interface SubjectModel {
  /** Scores it on items of the test part, none of which it was trained on. */
  test(items: Int32Array, abort?: Abort): Promise<{ tested: Tested; weighted: WeightedMetric }>;
  /** What it says of items of a part, in their order. */
  predict(part: "train" | "test", items: Int32Array, abort?: Abort): Promise<Predicted>;
  /** What it tells strategies of the pool. */
  signals(request: SignalsRequest): RoundSignals;
  readonly weights: Weights;
  /** A stand-alone ONNX file; with the module it has the output `predicted_loss`. */
  exportOnnx(): Promise<Uint8Array>;
  release(): Promise<void>;
}
