/** What the rest of Querent sees of anything that is trained: settings, requests and progress of every task. */
import type { Abort, Key, PixelSet } from "@querent/core";
import type { Provider, Tensor } from "@querent/graph";
import type { Recipe } from "./recipe.ts";

/** How the loss prediction module is trained: by ranking pairs (the paper), by squared error (its ablation). */
export type ModuleObjective = "ranking" | "mse";

/** Settings that every task has. */
export interface LearnerSettings {
  readonly network: string; // a name in the task's list of networks
  readonly recipe: string; // a name in `recipes`
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Mean and standard deviation of each channel, of bytes scaled to [0, 1]. */
  readonly normalisation: { readonly mean: readonly number[]; readonly std: readonly number[] };
  readonly provider: Provider;
  readonly threads: number;
  /** Overrides the recipe's number of epochs. */
  readonly epochs?: number;
  /** What the loss prediction module's loss counts beside the target loss; the recipe's unless given. */
  readonly moduleWeight?: number;
}

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
}

/** Images to learn from or to be tested on; the tasks add what is true of them. */
export interface Examples {
  readonly images: PixelSet;
  /** The items that are meant. */
  readonly indices: Int32Array;
}

/** A training of any task, on the items of `indices`. */
export interface LearnerRequest extends Examples {
  /** Split by name into weights, module weights, order, augmentation and dropout. */
  readonly key: Key;
  /** Trains the loss prediction module along; without it there is no predicted loss. */
  readonly module?: ModuleObjective;
  readonly abort?: Abort;
  readonly progress?: (progress: TrainingProgress) => void;
  /** Hands out the state of the training every so many steps; it is awaited before the next step. */
  readonly checkpoint?: { readonly everySteps: number; save(state: Uint8Array): void | Promise<void> };
  /** A state that `checkpoint` handed out: the training goes on from there to the same weights, bit for bit. */
  readonly resume?: Uint8Array;
}

/** A trained model of any task. No augmentation and no dropout when it predicts; running statistics for batch norm. */
export interface TrainedModel<E extends Examples = Examples> {
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly hasModule: boolean;
  /** Mean target loss of the last epoch, as the task counts it. */
  readonly finalLoss: number;
  /** The target loss of each item of `indices`, looked at as for a prediction: what the module tries to predict. */
  losses(examples: E, abort?: Abort): Promise<Float32Array>;
  /** A stand-alone ONNX file; with the module it has the output `predicted_loss`. */
  exportOnnx(): Promise<Uint8Array>;
  release(): Promise<void>;
}

/** A network and a recipe made ready; its compiled sessions serve many trainings, one after another. */
export interface Learner<Settings, Request extends LearnerRequest, Model> {
  readonly settings: Settings;
  /** What `settings.recipe` names, as it is in this version. */
  readonly recipe: Recipe;
  /** Optimiser steps a training on this many labels takes, with the module where an objective is given. */
  stepsFor(labels: number, module?: ModuleObjective): number;
  batchSizeFor(labels: number): number;
  train(request: Request): Promise<Model>;
  /**
   * A trained model from weights that were kept: those of the network, and of the module if it was trained along. Its
   * `finalLoss` is NaN.
   */
  restore(weights: ReadonlyMap<string, Tensor>): Model;
  release(): Promise<void>;
}
