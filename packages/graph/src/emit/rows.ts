/** Images as rows of channels, and gathering from them. */
import type { Expression, Shape } from "../expression.ts";
import { sizeOf } from "../shape.ts";
import { int } from "./attributes.ts";
import { emitReshape } from "./emit-layout.ts";
import type { Emission } from "./emission.ts";
import type { GraphBuilder } from "./graph-builder.ts";

/** (N, H, W, C) -> (N H W, C) */
export function rowsOf(node: Expression, { builder, value }: Emission): string {
  const channels = node.shape[3];
  return emitReshape(builder, value(node), [sizeOf(node.shape) / channels, channels]);
}

/**
 * The rows named by the index (its shape replaces the first axis); with `zeros`, the index one past the end reads
 * zeros.
 */
export function gatherRows(
  builder: GraphBuilder,
  rows: string,
  channels: number,
  index: Int32Array,
  indexShape: Shape,
  zeros: boolean,
): string {
  const source = zeros
    ? builder.add("Concat", [rows, builder.floats(new Float32Array(channels), [1, channels])], {
        axis: int(0),
      })
    : rows;
  return builder.add("Gather", [source, builder.int32s(index, indexShape)], { axis: int(0) });
}
