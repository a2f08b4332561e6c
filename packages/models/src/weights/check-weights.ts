/** Refuses weights that are not those of a network. */
import { sameShape, type Tensor } from "@querent/graph";
import type { WeightSpec } from "./weight-spec.ts";

/** @throws when a weight is missing, or has another shape */
export function checkWeights(
  specs: readonly Pick<WeightSpec, "name" | "shape">[],
  weights: ReadonlyMap<string, Tensor>,
): void {
  for (const { name, shape } of specs) {
    const found = weights.get(name);
    if (found === undefined || !sameShape(found.shape, shape))
      throw new Error(
        `The weight "${name}" must have shape [${shape}]; ${found === undefined ? "it is missing" : `got [${found.shape}]`}. Take weights that were trained with these settings.`,
      );
  }
}
