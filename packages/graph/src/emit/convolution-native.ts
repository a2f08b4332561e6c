/** Convolutions by ONNX's own operators, between transpositions that ONNX Runtime cancels along a chain. */
import type { ConvolutionGeometry, Expression } from "../expression.ts";
import { sizeOf } from "../shape.ts";
import { int, ints } from "./attributes.ts";
import type { Attributes, GraphBuilder } from "./graph-builder.ts";
import { forwardColumns } from "./columns.ts";
import { emitReshape, emitTranspose } from "./emit-layout.ts";
import type { Emission } from "./emission.ts";
import { gatherRows, rowsOf } from "./rows.ts";

/** (N, H, W, C) -> (N, C, H, W) */
export const toChannelsFirst = (builder: GraphBuilder, x: string): string =>
  emitTranspose(builder, x, [0, 3, 1, 2]);

/** (N, C, H, W) -> (N, H, W, C) */
export const toChannelsLast = (builder: GraphBuilder, x: string): string =>
  emitTranspose(builder, x, [0, 2, 3, 1]);

/** Conv; `gain` and `offset` per output are folded into a kernel that is a constant. */
export function convolveNative(
  node: Expression<"conv2d">,
  emission: Emission,
  affine?: { readonly gain: Float32Array | null; readonly offset: Float32Array },
): string {
  const [x, kernel] = node.inputs;
  const { builder, value } = emission;
  const inputs = [toChannelsFirst(builder, value(x)), outputsFirst(kernel, emission, affine?.gain ?? null)];
  if (affine !== undefined) inputs.push(builder.floats(affine.offset, [affine.offset.length]));
  return toChannelsLast(builder, builder.add("Conv", inputs, window(node.attributes, kernel)));
}

/**
 * ConvTranspose is the adjoint of Conv for the same kernel; what Conv's strides skipped at the end is output padding.
 */
export function inputGradientNative(node: Expression<"conv2dInputGradient">, emission: Emission): string {
  const [dy, kernel] = node.inputs;
  const { builder, value } = emission;
  const { strides, padding, dilations } = node.attributes;
  const skipped = [0, 1].map((axis) => {
    const span = (kernel.shape[axis] - 1) * dilations[axis] + 1;
    return (node.shape[axis + 1] + padding[axis] + padding[axis + 2] - span) % strides[axis];
  });
  const inputs = [toChannelsFirst(builder, value(dy)), outputsFirst(kernel, emission, null)];
  const attributes = { ...window(node.attributes, kernel), output_padding: ints(skipped) };
  return toChannelsLast(builder, builder.add("ConvTranspose", inputs, attributes));
}

/** Columns and one product a group; a depthwise kernel takes one weighted sum a tap instead. */
export function kernelGradientGrouped(node: Expression<"conv2dKernelGradient">, emission: Emission): string {
  const [x, dy] = node.inputs;
  const { builder } = emission;
  const { groups, kernelShape } = node.attributes;
  const [kh, kw, perGroup, outputs] = kernelShape;
  const { index, taps, rows, usesZeros } = forwardColumns(x.shape, dy.shape, [kh, kw], node.attributes);
  const gatherTap = (source: string, channels: number, columns: Int32Array, count: number): string =>
    gatherRows(builder, source, channels, columns, [rows, count], usesZeros);
  if (perGroup === 1) {
    const source = repeatChannels(rowsOf(x, emission), outputs / groups, groups, builder);
    const sums = taps.map((_, tap) => {
      const column = index.filter((_, at) => at % taps.length === tap);
      const read = emitReshape(builder, gatherTap(source, outputs, column, 1), [rows, outputs]);
      const weighted = builder.add("Mul", [read, rowsOf(dy, emission)]);
      return builder.add("ReduceSum", [weighted, builder.int64s([0])], { keepdims: int(1) });
    });
    const all = sums.length === 1 ? sums[0] : builder.add("Concat", sums, { axis: int(0) });
    return emitReshape(builder, all, kernelShape);
  }
  const columns = emitReshape(builder, gatherTap(rowsOf(x, emission), x.shape[3], index, taps.length), [
    rows,
    taps.length,
    groups,
    perGroup,
  ]);
  const left = emitReshape(builder, emitTranspose(builder, columns, [2, 1, 3, 0]), [
    groups,
    taps.length * perGroup,
    rows,
  ]);
  const dyGroups = emitReshape(builder, rowsOf(dy, emission), [rows, groups, outputs / groups]);
  const product = builder.add("MatMul", [left, emitTranspose(builder, dyGroups, [1, 0, 2])]);
  const split = emitReshape(builder, product, [groups, taps.length, perGroup, outputs / groups]);
  return emitReshape(builder, emitTranspose(builder, split, [1, 2, 0, 3]), kernelShape);
}

/** Rows whose channel c stands `times` times in a row, as the outputs of a depthwise convolution read it. */
function repeatChannels(rows: string, times: number, channels: number, builder: GraphBuilder): string {
  if (times === 1) return rows;
  const index = Array.from({ length: channels * times }, (_, output) => Math.floor(output / times));
  return builder.add("Gather", [rows, builder.int32s(index, [index.length])], { axis: int(1) });
}

/** The kernel as ONNX has it, (O, C / groups, kh, kw): rearranged here when it is a constant. */
function outputsFirst(kernel: Expression, emission: Emission, gain: Float32Array | null): string {
  const bound = emission.constantOf(kernel);
  if (bound === undefined) return emitTranspose(emission.builder, emission.value(kernel), [3, 2, 0, 1]);
  const [kh, kw, channels, outputs] = kernel.shape;
  const data = new Float32Array(sizeOf(kernel.shape));
  for (let tap = 0; tap < kh * kw; tap++)
    for (let c = 0; c < channels; c++)
      for (let o = 0; o < outputs; o++)
        data[(o * channels + c) * kh * kw + tap] =
          bound.data[(tap * channels + c) * outputs + o] * (gain?.[o] ?? 1);
  return emission.builder.floats(data, [outputs, channels, kh, kw]);
}

function window(geometry: ConvolutionGeometry, kernel: Expression): Attributes {
  return {
    kernel_shape: ints(kernel.shape.slice(0, 2)),
    strides: ints(geometry.strides),
    pads: ints(geometry.padding),
    dilations: ints(geometry.dilations),
    group: int(geometry.groups),
  };
}
