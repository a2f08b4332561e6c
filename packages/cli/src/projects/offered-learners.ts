/** The networks and recipes that each task can be learned with. */
import type { Task } from "@querent/core";
import {
  detectionNetworks,
  detectionRecipes,
  networks,
  poseNetworks,
  poseRecipes,
  recipes,
} from "@querent/models";

const named = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name);

/** Their names, the default of a replay first. */
export const offeredLearners: Readonly<
  Record<Task, { readonly networks: readonly string[]; readonly recipes: readonly string[] }>
> = {
  classification: { networks: named(networks), recipes: named(recipes) },
  detection: { networks: named(detectionNetworks), recipes: named(detectionRecipes) },
  pose: { networks: named(poseNetworks), recipes: named(poseRecipes) },
};
