/** Each operator that can be imported, computed by our interpreter and by ONNX Runtime on the file. */
import { describe, expect, it } from "vitest";
import { interpret } from "../interpreter/interpret.ts";
import {
  caseFile,
  caseTitle,
  float,
  int,
  ints,
  longs,
  real,
  reals,
  text,
  type OperatorCase as Case,
} from "../testing/operator-case.ts";
import { relativeDifference, runFile } from "../testing/ort-run.ts";
import { importOnnx } from "./import.ts";

const image = [2, 6, 7, 8];

const elementwise: Case[] =
  "Abs Erf Exp Neg Relu Sigmoid Softplus Tanh LeakyRelu Elu HardSigmoid HardSwish Identity Dropout"
    .split(" ")
    .map((op) => ({ op, x: [image] }));
const positive: Case[] = ["Log", "Sqrt", "Reciprocal"].map((op) => ({ op, x: [image], positive: true }));
const binary: Case[] = ["Add", "Sub", "Mul", "Div", "Max", "Min", "Sum", "Mean"].flatMap((op): Case[] => [
  { op, x: [image, image], positive: true },
  { op, x: [image], weights: [[6, 1, 1]], positive: true, afterConv: true },
  { op, x: [image, [2, 6, 1, 1]], positive: true, afterConv: true },
  { op, x: [image, [7, 8]], positive: true, afterConv: true },
  { op, x: [image], known: [real(3)], afterConv: true },
]);
const reductions: Case[] = ["ReduceMean", "ReduceMax", "ReduceMin", "ReduceL2"].flatMap((op): Case[] => [
  { op, x: [image], opset: 13, attributes: { axes: ints(2, 3) }, afterConv: true },
  { op, x: [image], opset: 13, attributes: { axes: ints(-1), keepdims: int(0) }, afterConv: true },
  { op, x: [image], opset: 13, attributes: { axes: ints(2, 3), keepdims: int(0) }, afterConv: true },
  { op, x: [image], opset: 18, known: [longs(1)], attributes: { keepdims: int(0) }, afterConv: true },
  { op, x: [[3, 4]], opset: 13, attributes: {} },
]);

const cases: Case[] = [
  ...elementwise,
  ...elementwise.map((one) => ({ ...one, afterConv: true })),
  ...positive,
  ...binary,
  ...reductions,
  { op: "Mish", x: [image], opset: 18 },
  { op: "ReduceSum", x: [image], known: [longs(1, 2)] },
  { op: "ReduceSum", x: [image], attributes: { noop_with_empty_axes: int(1) } },
  { op: "PRelu", x: [image], weights: [[6, 1, 1]], afterConv: true },
  { op: "LeakyRelu", x: [image], attributes: { alpha: float(0.3) } },
  { op: "HardSigmoid", x: [image], attributes: { alpha: float(0.3), beta: float(0.4) } },
  { op: "Clip", x: [image], known: [real(-0.2), real(0.4)] },
  { op: "Clip", title: "above only", x: [image], known: [undefined, real(0.4)] },
  { op: "Clip", title: "below only", x: [image], known: [real(-0.3)] },
  { op: "Clip", title: "attributes", x: [image], opset: 10, attributes: { min: float(0), max: float(0.5) } },
  { op: "Clip", title: "at zero", x: [image], opset: 10, attributes: { min: float(0) } },
  ...[-1, 0.5, 1, 2, 3].map((power) => ({ op: "Pow", x: [image], known: [real(power)], positive: true })),
  { op: "Conv", x: [image], weights: [[4, 6, 3, 3], [4]] },
  {
    op: "Conv",
    x: [image],
    weights: [[4, 6, 2, 3]],
    attributes: { pads: ints(1, 0, 2, 1), strides: ints(2, 1) },
  },
  {
    op: "Conv",
    x: [image],
    weights: [[6, 1, 3, 3], [6]],
    attributes: { group: int(6), dilations: ints(2, 1) },
  },
  { op: "Conv", x: [image], weights: [[4, 3, 3, 3]], attributes: { group: int(2) } },
  ...["SAME_UPPER", "SAME_LOWER", "VALID"].map((mode) => ({
    op: "Conv",
    title: mode,
    x: [image],
    weights: [[4, 6, 4, 3]],
    attributes: { auto_pad: text(mode), strides: ints(2, 2) },
  })),
  { op: "ConvTranspose", x: [image], weights: [[6, 4, 3, 3], [4]] },
  {
    op: "ConvTranspose",
    x: [image],
    weights: [[6, 2, 3, 4]],
    attributes: { group: int(2), strides: ints(2, 3), pads: ints(1, 0, 0, 2), output_padding: ints(1, 2) },
  },
  ...["MaxPool", "AveragePool"].flatMap((op): Case[] => [
    { op, x: [image], attributes: { kernel_shape: ints(2, 3) } },
    { op, x: [image], attributes: { kernel_shape: ints(3, 3), strides: ints(2, 2), pads: ints(1, 1, 0, 1) } },
    { op, x: [image], attributes: { kernel_shape: ints(2, 3), strides: ints(2, 2), ceil_mode: int(1) } },
    {
      op,
      x: [image],
      attributes: { kernel_shape: ints(3, 3), strides: ints(2, 2), auto_pad: text("SAME_UPPER") },
    },
    { op, x: [image], attributes: { kernel_shape: ints(2, 2), strides: ints(3, 3), ceil_mode: int(1) } },
  ]),
  {
    op: "AveragePool",
    title: "padding counted",
    x: [image],
    attributes: { kernel_shape: ints(3, 3), pads: ints(1, 1, 1, 1), count_include_pad: int(1) },
  },
  { op: "GlobalAveragePool", x: [image] },
  { op: "GlobalMaxPool", x: [image] },
  { op: "Gemm", x: [[3, 5]], weights: [[5, 4], [4]] },
  {
    op: "Gemm",
    x: [[5, 3]],
    weights: [
      [4, 5],
      [3, 1],
    ],
    attributes: { transA: int(1), transB: int(1), alpha: float(0.5), beta: float(2) },
  },
  { op: "MatMul", x: [[2, 3, 5]], weights: [[5, 4]] },
  { op: "MatMul", x: [[5]], weights: [[2, 5, 4]] },
  { op: "MatMul", x: [[2, 3, 5]], weights: [[5]] },
  {
    op: "BatchNormalization",
    x: [image],
    weights: [[6], [6], [6], [6]],
    positive: true,
    attributes: { epsilon: float(0.01) },
  },
  { op: "BatchNormalization", x: [[4, 6]], weights: [[6], [6], [6], [6]], positive: true },
  { op: "BatchNormalization", x: [[2, 6, 5]], weights: [[6], [6], [6], [6]], positive: true },
  { op: "LayerNormalization", x: [[2, 3, 6]], weights: [[6], [6]] },
  { op: "LayerNormalization", x: [[2, 3, 6]], weights: [[3, 6]], attributes: { axis: int(1) } },
  ...["Softmax", "LogSoftmax"].flatMap((op): Case[] => [
    { op, x: [[3, 5]] },
    { op, x: [image], attributes: { axis: int(1) }, afterConv: true },
    { op, x: [[2, 3, 4]], attributes: { axis: int(1) } },
    { op, x: [[2, 3, 4]], opset: 11 },
    { op, x: [image], opset: 11, attributes: { axis: int(2) } },
  ]),
  { op: "Flatten", x: [image], afterConv: true },
  { op: "Flatten", x: [image], attributes: { axis: int(-1) } },
  { op: "Flatten", x: [image], attributes: { axis: int(0) } },
  { op: "Reshape", x: [image], known: [longs(0, -1)], afterConv: true },
  { op: "Reshape", title: "to rank 5", x: [image], known: [longs(2, 3, 2, 7, 8)], afterConv: true },
  { op: "Transpose", x: [image], attributes: { perm: ints(0, 2, 3, 1) }, afterConv: true },
  { op: "Transpose", x: [image], attributes: { perm: ints(0, 3, 1, 2) } },
  { op: "Transpose", x: [image], attributes: { perm: ints(0, 3, 1, 2) }, afterConv: true },
  { op: "Transpose", x: [[2, 3, 4]] },
  { op: "Concat", x: [image, [2, 3, 7, 8]], attributes: { axis: int(1) }, afterConv: true },
  {
    op: "Concat",
    x: [
      [2, 3],
      [4, 3],
    ],
    attributes: { axis: int(-2) },
  },
  { op: "Slice", x: [image], known: [longs(1, -3), longs(5, 100), longs(1, 3)], afterConv: true },
  {
    op: "Slice",
    title: "backwards",
    x: [image],
    known: [longs(-1, 6), longs(-1000, 0), longs(1, 2), longs(-1, -2)],
    afterConv: true,
  },
  { op: "Slice", x: [[4, 5]], opset: 9, attributes: { starts: ints(1, 0), ends: ints(9, -1) } },
  { op: "Split", x: [image], outputs: 2, attributes: { axis: int(1) }, afterConv: true },
  { op: "Split", x: [image], outputs: 3, known: [longs(1, 3, 2)], attributes: { axis: int(-3) } },
  { op: "Split", x: [[7, 2]], outputs: 3, opset: 18, attributes: { num_outputs: int(3) } },
  { op: "Split", x: [[6, 2]], outputs: 2, opset: 11, attributes: { split: ints(4, 2) } },
  { op: "Squeeze", x: [[2, 1, 3, 1]], known: [longs(1, -1)] },
  { op: "Squeeze", x: [[2, 1, 3, 1]], opset: 11, attributes: { axes: ints(1) } },
  { op: "Squeeze", x: [[2, 1, 3, 1]] },
  { op: "Unsqueeze", x: [[2, 3]], known: [longs(0, -1)] },
  { op: "Unsqueeze", x: [[2, 3]], opset: 11, attributes: { axes: ints(1, 2) } },
  { op: "Expand", x: [[2, 1]], known: [longs(3, 1, 4)] },
  { op: "Pad", x: [image], known: [longs(0, 1, 0, 2, 0, 0, 3, 1), real(0.5)], afterConv: true },
  { op: "Pad", x: [image], opset: 9, attributes: { pads: ints(0, 0, 1, 1, 0, 0, 1, 1), value: float(2) } },
  { op: "Pad", x: [image], opset: 18, known: [longs(1, 2), undefined, longs(3)] },
  { op: "Gather", x: [image], known: [longs(0, -1, 2)], attributes: { axis: int(1) }, afterConv: true },
  { op: "Gather", x: [[3, 4]], known: [{ ...longs(1), dims: [] }] },
  { op: "Cast", x: [image], attributes: { to: int(1) } },
];

const resizes: Case[] = ["half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners"].flatMap(
  (coordinates) =>
    [
      [1, 1, 2, 2],
      [1, 1, 0.5, 1.4],
      [1, 1, 2.3, 3],
    ].flatMap((scales) => [
      ...["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"].map((rounding) => ({
        op: "Resize",
        title: `${coordinates}, nearest ${rounding}, ${scales}`,
        x: [image],
        known: [undefined, reals(...scales)],
        attributes: {
          mode: text("nearest"),
          coordinate_transformation_mode: text(coordinates),
          nearest_mode: text(rounding),
        },
      })),
      {
        op: "Resize",
        title: `${coordinates}, linear, ${scales}`,
        x: [image],
        known: [undefined, reals(...scales)],
        attributes: { mode: text("linear"), coordinate_transformation_mode: text(coordinates) },
        afterConv: true,
      },
    ]),
);
const olderResizes: Case[] = [
  {
    op: "Resize",
    title: "sizes",
    x: [image],
    known: [undefined, undefined, longs(2, 6, 10, 5)],
    attributes: { mode: text("linear") },
  },
  { op: "Resize", title: "operator set 10", x: [image], opset: 10, known: [reals(1, 1, 2, 2)] },
  {
    op: "Resize",
    title: "operator set 10, linear",
    x: [image],
    opset: 10,
    known: [reals(1, 1, 2, 2)],
    attributes: { mode: text("linear") },
  },
  { op: "Upsample", x: [image], opset: 9, known: [reals(1, 1, 2, 3)] },
  {
    op: "Upsample",
    title: "attribute",
    x: [image],
    opset: 7,
    attributes: { scales: { floats: [1, 1, 2, 2] }, mode: text("nearest") },
  },
];

describe("an imported operator gives what ONNX Runtime gives on the file", () => {
  const all = [...cases, ...resizes, ...olderResizes].map((one) => [caseTitle(one), one] as const);
  it.each(all)("%s", async (_, one) => {
    const { bytes, feeds } = caseFile(one);
    const expected = await runFile(bytes, feeds);
    const { outputs, parameters } = importOnnx(bytes);
    const actual = interpret({ outputs }, { ...Object.fromEntries(parameters), ...feeds });
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    for (const [name, { shape, data }] of Object.entries(expected)) {
      expect(actual[name].shape).toEqual([...shape]);
      expect(relativeDifference(actual[name].data, data)).toBeLessThan(2e-6);
    }
  });
});
