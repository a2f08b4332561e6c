/** The recipes of classification. */
import { recipeIn, type Recipe } from "../training/recipe.ts";

export interface Augmentation {
  /** Images are cropped at random from themselves with a black border of this many pixels. */
  readonly pad: number;
  /** Images are mirrored left to right half of the time: not for digits, letters and the like. */
  readonly flip: boolean;
}

export type ClassificationRecipe = Recipe<Augmentation>;

/** Yoo and Kweon 2019, arXiv 1905.03677, section 4.1: CIFAR-10. */
const paper: ClassificationRecipe = {
  name: "paper",
  title: "The learning loss paper's recipe for CIFAR-10",
  optimizer: { kind: "sgd", momentum: 0.9, weightDecay: 5e-4 },
  learningRate: 0.1,
  schedule: { kind: "steps", milestones: [0.8], factor: 0.1 },
  epochs: 200,
  minSteps: 0,
  batchSize: 128,
  augmentation: { pad: 4, flip: true },
  moduleWeight: 1,
  cutAfter: 0.6,
};

/**
 * For photographs and the like: it mirrors left to right, so digits and letters need `cpu-no-flip`. Adam (Kingma and
 * Ba, arXiv 1412.6980) with epsilon 1e-5: the usual 1e-8 lets gradients that are nothing but rounding take whole
 * steps, and trainings that should be equal part within ten of them; 1e-5 is still far below the gradients that teach.
 */
const cpu: ClassificationRecipe = {
  name: "cpu",
  title: "A short training for small networks on a CPU",
  optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-5, weightDecay: 0 },
  learningRate: 3e-3,
  schedule: { kind: "cosine", warmup: 0.05 },
  epochs: 25,
  minSteps: 300,
  batchSize: 32,
  augmentation: { pad: 1, flip: true },
  moduleWeight: 1,
  cutAfter: 0.6,
};

/** `cpu` for digits, letters and other images that mean another thing, or nothing, when mirrored. */
const cpuNoFlip: ClassificationRecipe = {
  ...cpu,
  name: "cpu-no-flip",
  title: "As cpu without mirroring: for digits and letters",
  augmentation: { ...cpu.augmentation, flip: false },
};

/** `cpu` cut short for demonstrations: fewer steps, and less accurate with many labels. It mirrors too. */
const quick: ClassificationRecipe = {
  ...cpu,
  name: "quick",
  title: "As cpu with fewer steps: for demonstrations",
  epochs: 8,
  minSteps: 200,
};

/** `cpu` in steps small enough for kernels that know something already: at its own rate an imported network forgets. */
const fineTune: ClassificationRecipe = {
  ...cpu,
  name: "fine-tune",
  title: "As cpu with a thirtieth of the learning rate: for networks that are trained already",
  learningRate: 1e-4,
};

/** For a head on frozen features, which takes a second or two. */
const head: ClassificationRecipe = {
  ...cpu,
  name: "head",
  title: "For a head on the features of a frozen network",
  optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-5, weightDecay: 0.1 },
  learningRate: 3e-3,
  epochs: 30,
  minSteps: 500,
  augmentation: { pad: 0, flip: false },
};

/** Every recipe of networks that read images, the default first. */
export const recipes: readonly ClassificationRecipe[] = [cpu, cpuNoFlip, quick, fineTune, paper];

/** @throws when there is no such recipe, listing those there are */
export function recipeNamed(name: string): ClassificationRecipe {
  return name === head.name ? head : recipeIn(recipes, name);
}
