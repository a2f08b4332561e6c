/** The recipes of detection. */
import { recipeIn, type Recipe } from "../training/recipe.ts";

/** How images and their boxes are varied. Every draw is by key, by step and place in the batch. */
export interface BoxAugmentation {
  /** Half of the images are laid on a canvas of the mean colour, up to this many times as wide and high; 1 for never. */
  readonly expand: number;
  /**
   * One of these is drawn: the least overlap (intersection over union) that a crop must have with some box, or null for
   * the whole image. Where boxes are many and small no crop has much: 0 asks for the centre of a box alone.
   */
  readonly crops: readonly (number | null)[];
  /** The least side of a crop, as a share of the image's; sides are drawn up to 1, at aspects from 1/2 to 2. */
  readonly leastCrop: number;
  /** Half of the images are mirrored left to right. */
  readonly mirror: boolean;
  /** Half of the images are turned upside down: where nothing is up, as in microscopy and on boards. */
  readonly upsideDown: boolean;
  /** Brightness moves by up to this share of the range, contrast and each channel's gain by up to this factor. */
  readonly brightness: number;
  readonly contrast: number;
  readonly colour: number;
}

export type DetectionRecipe = Recipe<BoxAugmentation>;

/** Liu et al. 2016, arXiv 1512.02325, section 2.2, data augmentation; brightness and contrast as in its code. */
const ssd: BoxAugmentation = {
  expand: 4,
  crops: [null, 0.1, 0.3, 0.5, 0.7, 0.9, 0],
  leastCrop: 0.3,
  mirror: true,
  upsideDown: false,
  brightness: 32 / 255,
  contrast: 0.5,
  colour: 0.1,
};

/** Yoo and Kweon 2019, arXiv 1905.03677, section 4.2; the share of epochs at which the module is cut off is not theirs. */
const paper: DetectionRecipe = {
  name: "paper",
  title: "The learning loss paper's recipe for SSD on PASCAL VOC",
  optimizer: { kind: "sgd", momentum: 0.9, weightDecay: 5e-4 },
  learningRate: 1e-3,
  schedule: { kind: "steps", milestones: [0.8], factor: 0.1 },
  epochs: 300,
  minSteps: 0,
  batchSize: 32,
  augmentation: ssd,
  moduleWeight: 1,
  cutAfter: 0.8,
};

/**
 * For compact networks that begin from nothing: 400 steps up to about 130 labels, so that in a replay the models of the
 * first rounds are trained as long; then 24 epochs. The learning rate, the size of batches, the augmentation and the
 * weight of the module were compared on images held out of training (docs/results, detectors on real data): at the
 * paper's weight of 1 the module spoils a compact detector and is itself the worse for it.
 */
const cpu: DetectionRecipe = {
  name: "cpu",
  title: "A short training for compact detectors on a CPU",
  optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-5, weightDecay: 0 },
  learningRate: 4e-3,
  schedule: { kind: "cosine", warmup: 0.05 },
  epochs: 24,
  minSteps: 400,
  batchSize: 8,
  augmentation: {
    expand: 1.2,
    crops: [null, 0, 0],
    leastCrop: 0.75,
    mirror: true,
    upsideDown: true,
    brightness: 0.1,
    contrast: 0.25,
    colour: 0.1,
  },
  moduleWeight: 0.1,
  cutAfter: 0.6,
};

/** Every recipe, the default first. */
export const detectionRecipes: readonly DetectionRecipe[] = [cpu, paper];

/** @throws when there is no such recipe, listing those there are */
export function detectionRecipeNamed(name: string): DetectionRecipe {
  return recipeIn(detectionRecipes, name);
}
