/** Convolutions as matrix products over gathered columns. */
import type { Expression } from "../expression.ts";
import { int } from "./attributes.ts";
import { forwardColumns, inputGradientPhases, type Columns } from "./columns.ts";
import { emitReshape, emitTranspose } from "./emit-layout.ts";
import type { Emission } from "./emission.ts";
import { gatherRows, rowsOf } from "./rows.ts";

/** y rows (N H' W', O) = columns (N H' W', kh kw C) kernel (kh kw C, O) */
export function convolveColumns(node: Expression<"conv2d">, emission: Emission): string {
  const [x, kernel] = node.inputs;
  const { builder, value } = emission;
  const [kh, kw, channels, outputs] = kernel.shape;
  const columns = inputColumns(x, node, [kh, kw], emission);
  const flat = emitReshape(builder, value(kernel), [kh * kw * channels, outputs]);
  return emitReshape(builder, builder.add("MatMul", [columns, flat]), node.shape);
}

/** dkernel (kh kw C, O) = columns^T dy; the columns are those of the forward pass. */
export function kernelGradientColumns(node: Expression<"conv2dKernelGradient">, emission: Emission): string {
  const [x, dy] = node.inputs;
  const { builder } = emission;
  const { kernelShape } = node.attributes;
  const columns = inputColumns(x, { ...node, shape: dy.shape }, [kernelShape[0], kernelShape[1]], emission);
  const product = builder.add("Gemm", [columns, rowsOf(dy, emission)], { transA: int(1) });
  return emitReshape(builder, product, kernelShape);
}

/** dx rows = columns of dy (rows, taps O) times the taps' kernels (taps O, C), phase by phase of the strides. */
export function inputGradientColumns(node: Expression<"conv2dInputGradient">, emission: Emission): string {
  const [dy, kernel] = node.inputs;
  const { builder, value } = emission;
  const [kh, kw, channels, outputs] = kernel.shape;
  const phases = inputGradientPhases(node.shape, dy.shape, [kh, kw], node.attributes);
  // One Concat for all phases: equal nodes are shared, so each must ask for the same source.
  const zeros = phases.some(({ columns }) => columns.usesZeros);
  const dyRows = rowsOf(dy, emission);
  const taps = emitReshape(builder, value(kernel), [kh * kw, channels, outputs]);
  const parts = phases.map(({ columns }) => {
    if (columns.taps.length === 0)
      return builder.floats(new Float32Array(columns.rows * channels), [columns.rows, channels]);
    const chosen =
      columns.taps.length === kh * kw
        ? taps
        : builder.add("Gather", [taps, builder.int32s(columns.taps, [columns.taps.length])], {
            axis: int(0),
          });
    const flipped = emitReshape(builder, emitTranspose(builder, chosen, [0, 2, 1]), [
      columns.taps.length * outputs,
      channels,
    ]);
    return builder.add("MatMul", [gathered(dyRows, outputs, columns, zeros, emission), flipped]);
  });
  return emitReshape(builder, interleave(parts, phases, emission), node.shape);
}

function inputColumns(
  x: Expression,
  y: Pick<Expression<"conv2d">, "shape" | "attributes">,
  window: readonly [number, number],
  emission: Emission,
): string {
  const columns = forwardColumns(x.shape, y.shape, window, y.attributes);
  return gathered(rowsOf(x, emission), x.shape[3], columns, columns.usesZeros, emission);
}

function gathered(
  rows: string,
  channels: number,
  columns: Columns,
  zeros: boolean,
  { builder }: Emission,
): string {
  const { index, taps, sourceRows } = columns;
  // Every row reads itself at the only tap, and none is left over: the rows are their own columns.
  if (taps.length === 1 && columns.rows === sourceRows && index.every((row, at) => row === at)) return rows;
  const columnsShape = [columns.rows, taps.length];
  const found = gatherRows(builder, rows, channels, index, columnsShape, zeros);
  return emitReshape(builder, found, [columns.rows, taps.length * channels]);
}

/** The phases' rows one after another, put in the order of dx. */
function interleave(
  parts: readonly string[],
  phases: ReturnType<typeof inputGradientPhases>,
  { builder }: Emission,
): string {
  if (parts.length === 1) return parts[0];
  const order = Int32Array.from(phases.flatMap(({ target }) => [...target]));
  const inverse = new Int32Array(order.length);
  order.forEach((target, at) => (inverse[target] = at));
  const stacked = builder.add("Concat", parts, { axis: int(0) });
  return builder.add("Gather", [stacked, builder.int32s(inverse, [inverse.length])], { axis: int(0) });
}
