/** What the rest of Querent sees of a pose network: train on some people's joints, find joints, leave as a file. */
import type { Abort, FoundPoses, HeatMaps, Key, Matrix, PixelSet, Skeleton, TruePoses } from "@querent/core";
import type {
  Examples,
  Learner,
  LearnerRequest,
  LearnerSettings,
  TrainedModel,
} from "../training/learner-contract.ts";

/** `height` and `width` are those of what the network looks at: the middle of the stored crops, which are larger. */
export interface PoseSettings extends LearnerSettings {
  readonly skeleton: Skeleton;
}

export interface ImagesWithPoses extends Examples {
  /** One pose an image, in pixels of `images`; joints of visibility 0 teach nothing. */
  readonly truth: readonly TruePoses[]; // (images.count)
}

export type PoseRequest = ImagesWithPoses & LearnerRequest;

/** How images are looked at; as they are unless given. */
export interface PoseView {
  /** Mirrored left to right; maps and points are mirrored back, left and right joints exchanged. */
  readonly mirrored?: boolean;
  /** Dropout stays on, with masks drawn from this key, the same for every item; only where there is a `dropoutRate`. */
  readonly dropout?: Key;
}

export interface PosePredictions {
  readonly found: readonly FoundPoses[]; // (n), in pixels of `images`
  readonly heatMaps: HeatMaps; // of n items, from the last stack
  readonly embeddings: Matrix; // (n, d), means over the last stack's features
  readonly predictedLoss?: Float32Array; // (n)
}

/** A trained pose network; its ONNX file takes images NCHW and gives `heat_maps`, and `predicted_loss`. */
export interface TrainedPoseNetwork extends TrainedModel<ImagesWithPoses> {
  /** @param options.flipTest averages the maps with those of the mirrored image before joints are read off them */
  predict(
    images: PixelSet,
    indices: Int32Array,
    options?: { readonly view?: PoseView; readonly flipTest?: boolean; readonly abort?: Abort },
  ): Promise<PosePredictions>;
}

/** A network and a recipe made ready; its compiled sessions serve many trainings, one after another. */
export interface PoseLearner extends Learner<PoseSettings, PoseRequest, TrainedPoseNetwork> {
  /** The share of the features that training drops before the heads; undefined without dropout. */
  readonly dropoutRate?: number;
}
