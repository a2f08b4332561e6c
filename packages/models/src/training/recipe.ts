/** Training recipes as data: optimiser, schedule, length, batch and augmentation under one name. */
import type { Optimizer, Schedule } from "@querent/graph";
import type { LearnerSettings } from "./learner-contract.ts";

/** What a training does besides the network; each task has its own way to vary images, and its own list of recipes. */
export interface Recipe<Augmentation = unknown> {
  readonly name: string;
  readonly title: string;
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly epochs: number;
  /** With few labels there are more epochs, so that a training takes at least this many steps. */
  readonly minSteps: number;
  readonly batchSize: number;
  readonly augmentation: Augmentation;
  /** What the module's loss counts beside the target loss: lambda of Yoo and Kweon 2019, arXiv 1905.03677, eq. 1. */
  readonly moduleWeight: number;
  /** The share of the epochs after which the module's gradient no longer reaches the network. */
  readonly cutAfter: number;
}

/** The weight of the module's loss: that of the settings, else the recipe's. @throws when it is not positive */
export function moduleWeightOf(
  { moduleWeight }: Pick<LearnerSettings, "moduleWeight">,
  recipe: Recipe,
): number {
  if (moduleWeight !== undefined && !(moduleWeight > 0 && Number.isFinite(moduleWeight)))
    throw new Error(`moduleWeight must be a positive number; got ${moduleWeight}.`);
  return moduleWeight ?? recipe.moduleWeight;
}

/** @throws when there is no such recipe, listing those there are */
export function recipeIn<R extends Recipe>(recipes: readonly R[], name: string): R {
  const found = recipes.find((recipe) => recipe.name === name);
  if (found === undefined)
    throw new Error(`There is no recipe "${name}"; there are: ${recipes.map((r) => r.name).join(", ")}.`);
  return found;
}
