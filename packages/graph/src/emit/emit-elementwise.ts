/** ElementwiseOperator operators as ONNX nodes. */
import type { Operator } from "../expression.ts";
import type { ElementwiseOperator } from "../ops/elementwise.ts";
import { float } from "./attributes.ts";
import type { Emission, Emitter, EmitterTable } from "./emission.ts";

function plain<O extends Operator>(opType: string): Emitter<O> {
  return (node, { builder, value }) => builder.add(opType, node.inputs.map(value));
}

/**
 * 1 where x > 0, else 0, in one vectorised pass: HardSigmoid is max(0, min(1, alpha x)), and with the largest
 * float32 as alpha every positive x down to 2.9e-39 (normal numbers start at 1.2e-38) reaches 1.
 */
export function emitStep(x: string, { builder }: Emission): string {
  return builder.add("HardSigmoid", [x], { alpha: float(3.4028234663852886e38), beta: float(0) });
}

export const elementwiseEmitters: EmitterTable<ElementwiseOperator> = {
  negate: plain("Neg"),
  exp: plain("Exp"),
  log: plain("Log"),
  sqrt: plain("Sqrt"),
  reciprocal: plain("Reciprocal"),
  abs: plain("Abs"),
  relu: plain("Relu"),
  leakyRelu: ({ inputs: [x], attributes: { slope } }, { builder, value }) =>
    builder.add("LeakyRelu", [value(x)], { alpha: float(slope) }),
  clip: ({ inputs: [x], attributes: { min, max } }, { builder, value }) =>
    builder.add("Clip", [value(x), builder.floats([min], []), builder.floats([max], [])]),
  sigmoid: plain("Sigmoid"),
  tanh: plain("Tanh"),
  softplus: plain("Softplus"),
  step: ({ inputs: [x] }, emission) => emitStep(emission.value(x), emission),
  stopGradient: ({ inputs: [x] }, { value }) => value(x),
  add: plain("Add"),
  subtract: plain("Sub"),
  multiply: plain("Mul"),
  divide: plain("Div"),
  maximum: plain("Max"),
  minimum: plain("Min"),
  where: ({ inputs: [mask, a, b] }, { builder, value }) => {
    const isSet = builder.add("Cast", [value(mask)], { to: { int: 9 } }); // bool: anything but 0
    return builder.add("Where", [isSet, value(a), value(b)]);
  },
};
