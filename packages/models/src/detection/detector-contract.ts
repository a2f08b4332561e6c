/** What the rest of Querent sees of a detector: train on some images' boxes, find boxes, leave as a file. */
import type { Abort, Detections, FoundBoxes, Key, Matrix, PixelSet, TrueBoxes } from "@querent/core";
import type {
  Examples,
  Learner,
  LearnerRequest,
  LearnerSettings,
  TrainedModel,
} from "../training/learner-contract.ts";

export interface DetectorSettings extends LearnerSettings {
  readonly classes: number;
}

export interface ImagesWithBoxes extends Examples {
  /** The boxes of each image, in pixels of `images`; those ignored teach nothing. */
  readonly truth: readonly TrueBoxes[]; // (images.count)
}

export type DetectorRequest = ImagesWithBoxes & LearnerRequest;

/** How images are looked at; as they are unless given. */
export interface DetectorView {
  /** Mirrored left to right; what is found is mirrored back. */
  readonly mirrored?: boolean;
  /** Gaussian noise added to every byte: its standard deviation, and the key it is drawn from, by item. */
  readonly noise?: { readonly deviation: number; readonly key: Key };
  /** Dropout stays on, with masks drawn from this key, the same for every item; only where there is a `dropoutRate`. */
  readonly dropout?: Key;
}

export interface DetectorPredictions {
  /** What is found, class by class: boxes above a low score after non-maximum suppression, for metrics. */
  readonly found: readonly FoundBoxes[]; // (n), in pixels of `images`, best first
  /** One box an object with the probabilities of all classes, for strategies. */
  readonly detections: Detections; // of n items
  readonly boxEmbeddings: Matrix; // (boxes of `detections`, width), the features each box was read from
  readonly embeddings: Matrix; // (n, d), means over the deepest map
  readonly predictedLoss?: Float32Array; // (n)
}

/** A trained detector; its ONNX file takes images NCHW and gives raw `scores` and `boxes`, and `predicted_loss`. */
export interface TrainedDetector extends TrainedModel<ImagesWithBoxes> {
  predict(
    images: PixelSet,
    indices: Int32Array,
    options?: { readonly view?: DetectorView; readonly abort?: Abort },
  ): Promise<DetectorPredictions>;
}

/** A network and a recipe made ready; its compiled sessions serve many trainings, one after another. */
export interface Detector extends Learner<DetectorSettings, DetectorRequest, TrainedDetector> {
  /** The share of the features that training drops before the heads; undefined without dropout. */
  readonly dropoutRate?: number;
}
