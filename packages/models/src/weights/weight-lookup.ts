/** One input a weight. */
import { input } from "@querent/graph";
import type { WeightLookup, WeightSpec } from "./weight-spec.ts";

/** Makes the inputs, and finds them by name. */
export function weightLookup(specs: readonly Pick<WeightSpec, "name" | "shape">[]): WeightLookup {
  const inputs = new Map(specs.map(({ name, shape }) => [name, input(name, shape)]));
  return (name) => {
    const found = inputs.get(name);
    if (found === undefined) throw new Error(`internal: there is no weight "${name}".`);
    return found;
  };
}
