/** What training needs to know of a model, whatever its task. */
import type { Carried, Expression, Tensor } from "@querent/graph";
import type { WeightLookup, WeightSpec } from "../weights/weight-spec.ts";

/** A pass over a batch with known targets, as expressions. */
export interface LearnableForward {
  /** The target loss of each image: what is minimised (its mean), and what the loss prediction module predicts. */
  readonly losses: Expression; // (B)
  /** The feature maps that the module reads, shallow to deep. */
  readonly taps: readonly Expression[]; // (B, H, W, C) each
  /** Updates of running statistics; none when not training. */
  readonly carried: readonly Carried[];
}

/** A model of any task, as training sees it. */
export interface Learnable {
  readonly weights: readonly WeightSpec[];
  /** Weights that no training changes, bound to their values when a program is compiled. */
  readonly fixed?: ReadonlyMap<string, Tensor>;
  /** Channels of each tap. */
  readonly tapWidths: readonly number[];
  /** What the module's loss counts beside the target loss: lambda of Yoo and Kweon 2019, arXiv 1905.03677, eq. 1. */
  readonly moduleWeight: number;
  /**
   * The pass over a batch of so many images; what it is fed is named by its inputs. With batch statistics and dropout
   * when training, else with running statistics and without.
   */
  forward(batchSize: number, weight: WeightLookup, training: boolean): LearnableForward;
}
