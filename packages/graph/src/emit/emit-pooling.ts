/** Pooling as ONNX nodes. */
import type { Expression, PoolGeometry } from "../expression.ts";
import { sizeOf } from "../shape.ts";
import { int, ints, text } from "./attributes.ts";
import { inputGradientPhases } from "./columns.ts";
import { toChannelsFirst, toChannelsLast } from "./convolution-native.ts";
import { emitStep } from "./emit-elementwise.ts";
import { emitReshape, emitSlice, emitTranspose, emitZeros } from "./emit-layout.ts";
import type { Emission, EmitterTable } from "./emission.ts";
import type { Attributes } from "./graph-builder.ts";
import { gatherRows } from "./rows.ts";

type Pooling = "maxPool2d" | "maxPool2dGradient" | "averagePool2d" | "averagePool2dGradient";

export const poolingEmitters: EmitterTable<Pooling> = {
  maxPool2d: (node, emission) => {
    const [x] = node.inputs;
    // Without a gradient MaxPool stays in the layout of the convolutions around it.
    const shared = isHalving(node.attributes, x) && emission.reads("maxPool2dGradient", x);
    if (shared) return halvingMax(x, emission).largest;
    const { builder, value } = emission;
    const pooled = builder.add("MaxPool", [toChannelsFirst(builder, value(x))], window(node.attributes));
    return toChannelsLast(builder, pooled);
  },
  maxPool2dGradient: (node, emission) =>
    isHalving(node.attributes, node) ? halvingMaxGradient(node, emission) : maxGradient(node, emission),
  averagePool2d: ({ inputs: [x], attributes }, { builder, value }) =>
    toChannelsLast(
      builder,
      builder.add("AveragePool", [toChannelsFirst(builder, value(x))], window(attributes)),
    ),
  averagePool2dGradient: averageGradient,
};

function window({ window: size, strides, padding }: PoolGeometry): Attributes {
  return { kernel_shape: ints(size), strides: ints(strides), pads: ints(padding) };
}

/** Windows of 2 x 2 that tile the image: the case of most networks. */
function isHalving({ window: size, strides, padding }: PoolGeometry, x: Expression): boolean {
  const twos = [...size, ...strides].every((n) => n === 2);
  return twos && padding.every((n) => n === 0) && x.shape[1] % 2 === 0 && x.shape[2] % 2 === 0;
}

interface HalvingMax {
  readonly largest: string; // (N, H/2, W/2, C)
  readonly rightWins: string; // (N H W/2, 1, C): 1 where the right of two neighbours is larger
  readonly lowerWins: string; // (N H/2, 1, W/2 C): 1 where the lower of two rows' winners is larger
}

/** Neighbours in a row first, then the two rows: in a tie the earlier entry in row-major order wins. */
function halvingMax(x: Expression, emission: Emission): HalvingMax {
  const { builder, value } = emission;
  const [batch, height, width, channels] = x.shape;
  const pairs = emitReshape(builder, value(x), [(batch * height * width) / 2, 2, channels]);
  const [left, right] = [emitSlice(builder, pairs, 1, 0, 1), emitSlice(builder, pairs, 1, 1, 1)];
  const across = builder.add("Max", [left, right]);
  const rows = emitReshape(builder, across, [(batch * height) / 2, 2, (width / 2) * channels]);
  const [upper, lower] = [emitSlice(builder, rows, 1, 0, 1), emitSlice(builder, rows, 1, 1, 1)];
  const largest = builder.add("Max", [upper, lower]);
  const wins = (a: string, b: string): string => emitStep(builder.add("Sub", [b, a]), emission);
  return {
    largest: emitReshape(builder, largest, [batch, height / 2, width / 2, channels]),
    rightWins: wins(left, right),
    lowerWins: wins(upper, lower),
  };
}

function halvingMaxGradient(node: Expression<"maxPool2dGradient">, emission: Emission): string {
  const [x, dy] = node.inputs;
  const { builder, value } = emission;
  const [batch, height, width, channels] = x.shape;
  const { rightWins, lowerWins } = halvingMax(x, emission);
  const flat = emitReshape(builder, value(dy), [(batch * height) / 2, 1, (width / 2) * channels]);
  const lower = builder.add("Mul", [flat, lowerWins]);
  const rows = builder.add("Concat", [builder.add("Sub", [flat, lower]), lower], { axis: int(1) });
  const across = emitReshape(builder, rows, [(batch * height * width) / 2, 1, channels]);
  const right = builder.add("Mul", [across, rightWins]);
  const pairs = builder.add("Concat", [builder.add("Sub", [across, right]), right], { axis: int(1) });
  return emitReshape(builder, pairs, x.shape);
}

/** MaxPool names the first largest entry of each window; dy is added there. */
function maxGradient(node: Expression<"maxPool2dGradient">, emission: Emission): string {
  const [x, dy] = node.inputs;
  const { builder, value } = emission;
  const [batch, height, width, channels] = x.shape;
  const source = toChannelsFirst(builder, value(x));
  const [, winners] = builder.addMany("MaxPool", [source], window(node.attributes), 2);
  const flat = (name: string): string => emitReshape(builder, name, [sizeOf(dy.shape)]);
  const spread = builder.add(
    "ScatterElements",
    [
      emitZeros(builder, [sizeOf(x.shape)]),
      flat(winners),
      flat(emitTranspose(builder, value(dy), [0, 3, 1, 2])),
    ],
    { axis: int(0), reduction: text("add") },
  );
  return toChannelsLast(builder, emitReshape(builder, spread, [batch, channels, height, width]));
}

/** Each dy, divided by the entries its window holds, goes to all of them. */
function averageGradient(node: Expression<"averagePool2dGradient">, emission: Emission): string {
  const [dy] = node.inputs;
  const { builder, value } = emission;
  const { window: size, strides, padding } = node.attributes;
  const geometry = { strides, padding, dilations: [1, 1] as const, groups: 1 };
  const [, height, width] = node.shape;
  const [batch, rows, cols, channels] = dy.shape;
  const inside = (at: number, axis: 0 | 1, side: number): number => {
    const start = at * strides[axis] - padding[axis];
    return Math.min(start + size[axis], side) - Math.max(start, 0);
  };
  const shares = Float32Array.from({ length: rows * cols }, (_, at) => {
    return 1 / (inside(Math.floor(at / cols), 0, height) * inside(at % cols, 1, width));
  });
  const shared = builder.add("Mul", [value(dy), builder.floats(shares, [rows, cols, 1])]);
  const dyRows = emitReshape(builder, shared, [batch * rows * cols, channels]);
  const phases = inputGradientPhases(node.shape, dy.shape, [size[0], size[1]], geometry);
  const { index, most, zeros } = coverage(phases, sizeOf(node.shape) / channels, batch * rows * cols);
  const read = gatherRows(builder, dyRows, channels, index, [sizeOf(node.shape) / channels, most], zeros);
  const sum = most === 1 ? read : builder.add("ReduceSum", [read, builder.int64s([1])], { keepdims: int(0) });
  return emitReshape(builder, sum, node.shape);
}

/** For each input row the windows that cover it, filled up with `none`. */
function coverage(
  phases: ReturnType<typeof inputGradientPhases>,
  rows: number,
  none: number,
): { index: Int32Array; most: number; zeros: boolean } {
  const most = Math.max(1, ...phases.map(({ columns }) => columns.taps.length));
  const index = new Int32Array(rows * most).fill(none);
  for (const { columns, target } of phases)
    target.forEach((row, at) => {
      const from = at * columns.taps.length;
      index.set(columns.index.subarray(from, from + columns.taps.length), row * most);
    });
  return { index, most, zeros: index.includes(none) };
}
