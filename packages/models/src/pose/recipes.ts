/** The recipes of pose. */
import { recipeIn, type Recipe } from "../training/recipe.ts";

/** How far an image is varied: each draw is uniform in its range. */
export interface PoseAugmentation {
  /** Turned by up to this many degrees to either side. */
  readonly rotation: number;
  /** Enlarged by a factor in [1 - scale, 1 + scale]. */
  readonly scale: number;
  /** Mirrored left to right half of the time, left and right joints exchanged. */
  readonly flip: boolean;
  /** Each channel multiplied by a factor in [1 - gain, 1 + gain] of its own. */
  readonly gain: number;
}

export interface PoseRecipe extends Recipe<PoseAugmentation> {
  /** How much more the hills of the targets count than what lies around them: w of `heatMapLoss`. */
  readonly hillWeight: number;
}

/**
 * Newell, Yang and Deng 2016, arXiv 1603.06937, section 3.3: +-30 degrees, 0.75 to 1.25. Mirroring and the factors of
 * the channels are not in its text but in code that reproduces it (github.com/bearpaw/pytorch-pose, datasets/mpii.py).
 */
const hourglassAugmentation: PoseAugmentation = { rotation: 30, scale: 0.25, flip: true, gain: 0.2 };

/**
 * RMSProp 2.5e-4, batches of 6, 125 epochs, a tenth of the rate after 100: Yoo and Kweon 2019, arXiv 1905.03677,
 * section 4.3, with the module's weight. When the module's gradient is cut off is not in the paper; 75 of 125 epochs is
 * what a repository that repeats it has (github.com/euphoria0-0/Learning-Loss-for-Active-Learning-Pytorch). RMSProp's
 * alpha and epsilon are PyTorch's.
 */
const paper: PoseRecipe = {
  name: "paper",
  title: "The learning loss paper's recipe for MPII",
  optimizer: { kind: "rmsprop", alpha: 0.99, epsilon: 1e-8, weightDecay: 0 },
  learningRate: 2.5e-4,
  schedule: { kind: "steps", milestones: [0.8], factor: 0.1 },
  epochs: 125,
  minSteps: 0,
  batchSize: 6,
  augmentation: hourglassAugmentation,
  moduleWeight: 1e-4,
  cutAfter: 0.6,
  hillWeight: 0,
};

/**
 * 1,200 steps up to about 530 labels, so that a replay's rounds cost the same: about a minute of one core for `compact`
 * at 64 x 64 pixels, four times that at 128 x 128; then 36 epochs. Adam, as the authors' later code has it
 * (github.com/princeton-vl/pytorch_stacked_hourglass, which found it better than the paper's RMSProp). Epsilon stays far
 * below the gradients, which are as small as the loss. The weight of the hills stands for two thirds of the steps: it was
 * compared on images held out of training (docs/results, a pose network on real data).
 */
const cpu: PoseRecipe = {
  name: "cpu",
  title: "A short training for compact networks on a CPU",
  optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  learningRate: 2e-3,
  schedule: { kind: "cosine", warmup: 0.05 },
  epochs: 36,
  minSteps: 1200,
  batchSize: 16,
  augmentation: hourglassAugmentation,
  moduleWeight: 1e-4,
  cutAfter: 0.6,
  hillWeight: 20,
};

/** Every recipe, the default first. */
export const poseRecipes: readonly PoseRecipe[] = [cpu, paper];

/** @throws when there is no such recipe, listing those there are */
export function poseRecipeNamed(name: string): PoseRecipe {
  return recipeIn(poseRecipes, name);
}
