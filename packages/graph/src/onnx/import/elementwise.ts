/** Importers of operators that work entry by entry. */
import type { Expression } from "../../expression.ts";
import {
  abs,
  add,
  clip,
  divide,
  exp,
  leakyRelu,
  log,
  maximum,
  minimum,
  multiply,
  negate,
  reciprocal,
  relu,
  sigmoid,
  softplus,
  sqrt,
  square,
  subtract,
  tanh,
} from "../../ops/elementwise.ts";
import { float, inputOf, numbersOf, type Call, type Importer, type Importers } from "./call.ts";
import { erf } from "./erf.ts";
import { combineEntries, mapEntries, type Value } from "./value.ts";

const unary =
  (apply: (x: Expression, call: Call) => Expression): Importer =>
  (call) =>
    mapEntries(inputOf(call, 0), (x) => apply(x, call));

const binary =
  (apply: (a: Expression, b: Expression) => Expression): Importer =>
  (call) =>
    combineEntries([inputOf(call, 0), inputOf(call, 1)], ([a, b]) => apply(a, b));

/** Any number of operands, from left to right. */
const variadic =
  (apply: (a: Expression, b: Expression) => Expression): Importer =>
  (call) =>
    combineEntries(
      call.inputs.map((_, index) => inputOf(call, index)),
      (operands) => operands.reduce(apply),
    );

/** clip(alpha x + beta, 0, 1) */
function hardSigmoid(x: Expression, alpha: number, beta: number): Expression {
  return clip(add(multiply(x, alpha), beta), 0, 1);
}

function importClip(call: Call): Value {
  const bound = (index: number, attribute: string): number | undefined => {
    const value = numbersOf(call, index)?.[0] ?? float(call, attribute, NaN);
    return Number.isNaN(value) ? undefined : value;
  };
  const [min, max] = [bound(1, "min"), bound(2, "max")];
  return mapEntries(inputOf(call, 0), (x) => {
    if (min !== undefined && max !== undefined) return clip(x, min, max);
    if (max !== undefined) return minimum(x, max);
    if (min === undefined) return x;
    return min === 0 ? relu(x) : maximum(x, min);
  });
}

function importPow(call: Call): Value {
  const exponent = numbersOf(call, 1);
  const powers: Record<number, (x: Expression) => Expression> = {
    [-1]: reciprocal,
    0.5: sqrt,
    1: (x) => x,
    2: square,
    3: (x) => multiply(square(x), x),
  };
  const power = exponent?.length === 1 ? powers[exponent[0]] : undefined;
  if (power === undefined)
    throw new Error(`its exponent must be one of ${Object.keys(powers).join(", ")}; got [${exponent}]`);
  return mapEntries(inputOf(call, 0), power);
}

export const elementwise: Importers = {
  Abs: unary(abs),
  Erf: unary(erf),
  Exp: unary(exp),
  Log: unary(log),
  Neg: unary(negate),
  Reciprocal: unary(reciprocal),
  Relu: unary(relu),
  Sigmoid: unary(sigmoid),
  Softplus: unary(softplus),
  Sqrt: unary(sqrt),
  Tanh: unary(tanh),
  LeakyRelu: unary((x, call) => leakyRelu(x, float(call, "alpha", 0.01))),
  Elu: unary((x, call) => {
    const negative = subtract(exp(minimum(x, 0)), 1);
    return add(relu(x), multiply(negative, float(call, "alpha", 1)));
  }),
  HardSigmoid: unary((x, call) => hardSigmoid(x, float(call, "alpha", 0.2), float(call, "beta", 0.5))),
  HardSwish: unary((x) => multiply(x, hardSigmoid(x, 1 / 6, 0.5))),
  Mish: unary((x) => multiply(x, tanh(softplus(x)))),
  PRelu: binary((x, slope) => subtract(relu(x), multiply(slope, relu(negate(x))))),
  Add: binary(add),
  Sub: binary(subtract),
  Mul: binary(multiply),
  Div: binary(divide),
  Max: variadic(maximum),
  Min: variadic(minimum),
  Sum: variadic(add),
  Mean: (call) =>
    combineEntries(
      call.inputs.map((_, index) => inputOf(call, index)),
      (operands) => multiply(operands.reduce(add), 1 / operands.length),
    ),
  Clip: importClip,
  Pow: importPow,
};
