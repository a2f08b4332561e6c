/** The target loss of each item under a trained model. */
import type { Abort } from "@querent/core";
import { programInputs, type Tensor } from "@querent/graph";
import type { Finished } from "./create-learner.ts";
import { throwIfAborted } from "./throw-if-aborted.ts";
import { weightsOf } from "./training-program.ts";

/**
 * Runs the items through the pass that training minimises, but with running statistics, without dropout and as `feed`
 * gives them, `batchSize` at a time. The last batch is filled up with its first item; samples do not meet.
 */
export async function itemLosses(
  { parts, weights, compile, options }: Finished,
  indices: Int32Array,
  batchSize: number,
  feed: (items: Int32Array) => Record<string, Tensor>,
  abort?: Abort,
): Promise<Float32Array> {
  const { losses } = parts.learnable.forward(batchSize, weightsOf(parts), false);
  const program = { outputs: { losses } };
  const used = programInputs(program);
  const constants = new Map([...weights].filter(([name]) => used.has(name)));
  const session = await compile(program, { ...options, constants });
  const out = new Float32Array(indices.length);
  const items = new Int32Array(batchSize);
  try {
    for (let start = 0; start < indices.length; start += batchSize) {
      throwIfAborted(abort, "the losses of items");
      const some = indices.subarray(start, start + batchSize);
      items.fill(some[0]).set(some);
      const feeds = Object.entries(feed(items)).filter(([name]) => used.has(name));
      const results = await session.run(Object.fromEntries(feeds));
      out.set((results.losses.data as Float32Array).subarray(0, some.length), start);
    }
  } finally {
    await session.release();
  }
  return out;
}
