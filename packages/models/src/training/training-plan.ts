/** How long a training is: batches, epochs and steps from a recipe and a number of labels. */
import type { Recipe } from "./recipe.ts";

export interface TrainingPlan {
  /** Even, so that the ranking loss can pair the whole batch. */
  readonly batchSize: number;
  /** Whole batches an epoch; the last partial one is dropped. */
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly steps: number;
  /** From this step on the module's gradient stays out of the network. */
  readonly cutStep: number;
}

/**
 * The plan for a number of labels. Given `epochs` replace the recipe's and its least number of steps.
 *
 * @throws when there are fewer than two labels, or epochs are not a positive integer
 */
export function trainingPlan(recipe: Recipe, labels: number, epochs?: number): TrainingPlan {
  if (!Number.isInteger(labels) || labels < 2)
    throw new Error(
      `A training needs at least two labelled items, since its batches are even; got ${labels}. Label more items.`,
    );
  if (epochs !== undefined && (!Number.isInteger(epochs) || epochs < 1))
    throw new Error(`epochs must be a positive integer; got ${epochs}.`);
  const batchSize = Math.min(recipe.batchSize, labels) & ~1;
  const stepsPerEpoch = Math.floor(labels / batchSize);
  const all = epochs ?? Math.max(recipe.epochs, Math.ceil(recipe.minSteps / stepsPerEpoch));
  return {
    batchSize,
    stepsPerEpoch,
    epochs: all,
    steps: all * stepsPerEpoch,
    cutStep: Math.ceil(all * recipe.cutAfter) * stepsPerEpoch,
  };
}
