/** What the rest of Querent sees of a classifier: train on some labels, predict, leave as a file. */
import type { Abort, Key, LastLayer, Matrix, PixelSet } from "@querent/core";
import type { Provider, Tensor } from "@querent/graph";

/** How the loss prediction module is trained: by ranking pairs (the paper), by squared error (its ablation). */
export type ModuleObjective = "ranking" | "mse";

export interface ClassifierSettings {
  readonly network: string; // a name in `networks`
  readonly recipe: string; // a name in `recipes`
  readonly classes: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Mean and standard deviation of each channel, of bytes scaled to [0, 1]. */
  readonly normalisation: { readonly mean: readonly number[]; readonly std: readonly number[] };
  readonly provider: Provider;
  readonly threads: number;
  /** Overrides the recipe's number of epochs. */
  readonly epochs?: number;
}

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
}

export interface TrainRequest {
  readonly images: PixelSet;
  readonly labels: Int32Array; // (images.count)
  /** The items to train on. */
  readonly indices: Int32Array;
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

export interface Predictions {
  readonly probabilities: Matrix; // (n, classes)
  readonly embeddings: Matrix; // (n, d), the features before the last layer
  readonly predictedLoss?: Float32Array; // (n)
}

/** A trained model. No augmentation and no dropout when it predicts; running statistics for batch norm. */
export interface TrainedClassifier {
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly hasModule: boolean;
  /** Mean training loss of the last epoch, in nats. */
  readonly finalLoss: number;
  /** The layer that makes logits of the embedding. */
  readonly lastLayer: LastLayer;
  predict(images: PixelSet, indices: Int32Array, abort?: Abort): Promise<Predictions>;
  /** A stand-alone ONNX file: images NCHW in, `logits`, `embedding` and, with the module, `predicted_loss` out. */
  exportOnnx(): Promise<Uint8Array>;
  release(): Promise<void>;
}

/** A network and a recipe made ready; its compiled sessions serve many trainings, one after another. */
export interface Classifier {
  readonly settings: ClassifierSettings;
  /** The share of the embedding that training drops before the last layer; undefined without dropout. */
  readonly dropoutRate?: number;
  /** Optimiser steps a training on this many labels takes. */
  stepsFor(labels: number): number;
  batchSizeFor(labels: number): number;
  train(request: TrainRequest): Promise<TrainedClassifier>;
  release(): Promise<void>;
}
