/** Checks what a run is fed and what it is asked for, before the engine sees it. */
import type { Expression } from "../expression.ts";
import { sameShape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** Throws unless every input that is not bound is fed with its shape, length and type, and nothing else is. */
export function requireFeeds(
  feeds: Readonly<Record<string, Tensor>>,
  inputs: ReadonlyMap<string, Expression<"input">>,
): void {
  for (const [name, { shape, dtype }] of inputs) {
    const feed = feeds[name];
    const wanted = `Input "${name}" must be fed ${dtype} [${shape}]`;
    if (feed === undefined) throw new Error(`${wanted}; got nothing for it.`);
    const fed = feed.data instanceof Int32Array ? "int32" : "float32";
    if (fed !== dtype || !sameShape(feed.shape, shape))
      throw new Error(`${wanted}; got ${fed} [${feed.shape}].`);
    if (feed.data.length !== sizeOf(shape))
      throw new Error(`${wanted}, ${sizeOf(shape)} values; got ${feed.data.length}.`);
  }
  for (const name of Object.keys(feeds))
    if (!inputs.has(name))
      throw new Error(
        `Only inputs that are not constants can be fed: ${list(inputs.keys())}; got "${name}".`,
      );
}

/** Throws unless each name is an output. */
export function requireOutputs(fetch: readonly string[], outputs: readonly string[]): void {
  for (const name of fetch)
    if (!outputs.includes(name))
      throw new Error(`The program has the outputs ${list(outputs)}; got "${name}".`);
}

function list(names: Iterable<string>): string {
  return [...names].join(", ") || "none";
}
