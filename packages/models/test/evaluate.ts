/** Runs expressions on the float64 interpreter, where a test asks for exactness. */
import { interpret, type Feed, type Program } from "@querent/graph";

/** The interpreter's values of some outputs, in float64. */
export function evaluate(
  outputs: Program["outputs"],
  feeds: Readonly<Record<string, Feed>> = {},
): Record<string, Float64Array> {
  const results = Object.entries(interpret({ outputs }, feeds));
  return Object.fromEntries(results.map(([name, { data }]) => [name, data]));
}
