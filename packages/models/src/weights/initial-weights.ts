/** The first values of weights, each from its own key, so that no weight's values depend on another's. */
import { generator, split, type Key } from "@querent/core";
import { sizeOf, type Tensor } from "@querent/graph";
import type { Initialiser, WeightSpec } from "./weight-spec.ts";

/** One tensor a spec, drawn from `split(key, name)`. */
export function initialWeights(specs: readonly WeightSpec[], key: Key): Map<string, Tensor> {
  return new Map(
    specs.map(({ name, shape, init }) => [
      name,
      { shape, data: draw(init, sizeOf(shape), split(key, name)) },
    ]),
  );
}

function draw(init: Initialiser, size: number, key: Key): Float32Array {
  if (init.kind === "given") return init.data;
  const data = new Float32Array(size);
  if (init.kind === "constant") return data.fill(init.value);
  const random = generator(key);
  const bound = 1 / Math.sqrt(init.fanIn);
  // One word a draw: a float32 has fewer bits than it. The half keeps the draws off the bounds.
  for (let i = 0; i < size; i++) data[i] = bound * ((random.nextUint32() + 0.5) / 2147483648 - 1);
  return data;
}
