/** The recipe of a name, whatever the task. */
import type { Task } from "@querent/core";
import { recipeNamed } from "./classification/recipes.ts";
import { detectionRecipeNamed } from "./detection/recipes.ts";
import { poseRecipeNamed } from "./pose/recipes.ts";
import type { Recipe } from "./training/recipe.ts";

const named: Readonly<Record<Task, (name: string) => Recipe>> = {
  classification: recipeNamed,
  detection: detectionRecipeNamed,
  pose: poseRecipeNamed,
};

/** @throws when the task has no such recipe, listing those there are */
export function taskRecipe(task: Task, name: string): Recipe {
  return named[task](name);
}
