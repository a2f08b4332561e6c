/** What the rest of Querent sees of a classifier: train on some labels, predict, leave as a file. */
import type { Abort, LastLayer, Matrix, PixelSet } from "@querent/core";
import type {
  Examples,
  Learner,
  LearnerRequest,
  LearnerSettings,
  TrainedModel,
} from "../training/learner-contract.ts";

export interface ClassifierSettings extends LearnerSettings {
  readonly classes: number;
}

export interface LabelledImages extends Examples {
  readonly labels: Int32Array; // (images.count)
}

export type TrainRequest = LabelledImages & LearnerRequest;

export interface Predictions {
  readonly probabilities: Matrix; // (n, classes)
  readonly embeddings: Matrix; // (n, d), the features before the last layer
  readonly predictedLoss?: Float32Array; // (n)
}

/** A trained classifier; its ONNX file takes images NCHW and gives `logits`, `embedding` and `predicted_loss`. */
export interface TrainedClassifier extends TrainedModel<LabelledImages> {
  /** The layer that makes logits of the embedding. */
  readonly lastLayer: LastLayer;
  predict(images: PixelSet, indices: Int32Array, abort?: Abort): Promise<Predictions>;
}

/** A network and a recipe made ready; its compiled sessions serve many trainings, one after another. */
export interface Classifier extends Learner<ClassifierSettings, TrainRequest, TrainedClassifier> {
  /** The share of the embedding that training drops before the last layer; undefined without dropout. */
  readonly dropoutRate?: number;
}
