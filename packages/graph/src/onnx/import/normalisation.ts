/** Importers of batch and layer normalisation and of softmax. */
import type { Expression } from "../../expression.ts";
import { batchNormInference } from "../../ops/batch-norm.ts";
import { add, divide, multiply, sqrt, square, subtract } from "../../ops/elementwise.ts";
import { reshape, transpose } from "../../ops/layout.ts";
import { logSoftmax, reduceMean, softmax } from "../../ops/reduction.ts";
import { sizeOf } from "../../shape.ts";
import { axisOf, float, inputOf, int, type Call, type Importer, type Importers } from "./call.ts";
import { axisChannelsLast, channelsLast, fromChannelsLast, fromPlain, isChannelsLast } from "./value.ts";
import { plain, weightOf, type Value } from "./value.ts";

/** With the file's running statistics, as inference has it. */
function importBatchNorm(call: Call): Value {
  if (int(call, "training_mode", 0) !== 0)
    throw new Error("it must be exported for inference (training_mode 0); got training_mode 1");
  const value = inputOf(call, 0);
  const [scale, shift, mean, variance] = [1, 2, 3, 4].map((index) => weightOf(inputOf(call, index)));
  const epsilon = float(call, "epsilon", 1e-5);
  const apply = (x: Expression): Expression => batchNormInference(x, scale, shift, mean, variance, epsilon);
  if (value.shape.length === 4) return fromChannelsLast(apply(channelsLast(value)));
  return fromPlain(alongLast(plain(value), 1, apply));
}

/** (x - mean) / sqrt(variance + epsilon) scale + shift, over the axes from `axis` on (ONNX operator set 17). */
function importLayerNorm(call: Call): Value {
  const x = plain(inputOf(call, 0));
  const first = axisOf(int(call, "axis", -1), x.shape.length);
  const axes = x.shape.map((_, axis) => axis).slice(first);
  const centred = subtract(x, reduceMean(x, axes, true));
  const variance = reduceMean(square(centred), axes, true);
  const normal = divide(centred, sqrt(add(variance, float(call, "epsilon", 1e-5))));
  const scaled = multiply(normal, weightOf(inputOf(call, 1)));
  const shift = call.inputs[2];
  return fromPlain(shift === undefined ? scaled : add(scaled, weightOf(shift)));
}

const overAxis =
  (apply: (x: Expression) => Expression): Importer =>
  (call) => {
    const value = inputOf(call, 0);
    const rank = value.shape.length;
    const axis = axisOf(int(call, "axis", call.opset < 13 ? 1 : -1), rank);
    if (call.opset < 13) return fromPlain(flattened(plain(value), axis, apply));
    if (isChannelsLast(value))
      return fromChannelsLast(alongLast(channelsLast(value), axisChannelsLast(axis), apply));
    return fromPlain(alongLast(plain(value), axis, apply));
  };

/** Before operator set 13 all axes from `axis` on are taken together. */
function flattened(x: Expression, axis: number, apply: (x: Expression) => Expression): Expression {
  const rows = sizeOf(x.shape.slice(0, axis));
  return reshape(apply(reshape(x, [rows, sizeOf(x.shape) / rows])), x.shape);
}

/** Applies what works over the last axis to another one. */
function alongLast(x: Expression, axis: number, apply: (x: Expression) => Expression): Expression {
  const last = x.shape.length - 1;
  if (axis === last) return apply(x);
  const swap = x.shape.map((_, at) => (at === axis ? last : at === last ? axis : at));
  return transpose(apply(transpose(x, swap)), swap);
}

export const normalisation: Importers = {
  BatchNormalization: importBatchNorm,
  LayerNormalization: importLayerNorm,
  Softmax: overAxis(softmax),
  LogSoftmax: overAxis(logSoftmax),
};
