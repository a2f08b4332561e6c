/** Importers of what is known when the file is read, and of operators that do nothing at inference. */
import { sizeOf } from "../../shape.ts";
import { float, floats, inputOf, int, ints, numbersOf, type Call, type Importers } from "./call.ts";
import { fromNumbers, type Value } from "./value.ts";

function importShape(call: Call): Value {
  const { shape } = inputOf(call, 0);
  const sides = shape.slice(int(call, "start", 0), int(call, "end", shape.length));
  return fromNumbers(sides, [sides.length], true);
}

/** Constants given as plain attributes; those given as tensors are read with the initializers. */
function importConstant(call: Call): Value {
  const whole =
    ints(call, "value_ints") ?? (has(call, "value_int") ? [int(call, "value_int", 0)] : undefined);
  const real =
    floats(call, "value_floats") ?? (has(call, "value_float") ? [float(call, "value_float", 0)] : undefined);
  const numbers = whole ?? real;
  if (numbers === undefined)
    throw new Error(
      `its value must be numbers or a tensor; got attributes ${Object.keys(call.node.attributes)}`,
    );
  const isList = has(call, "value_ints") || has(call, "value_floats");
  return fromNumbers(numbers, isList ? [numbers.length] : [], whole !== undefined);
}

const has = (call: Call, name: string): boolean => name in call.node.attributes;

const integerCodes = [2, 3, 4, 5, 6, 7, 9, 12, 13];

/** Between kinds of float nothing changes, as everything runs in float32; known numbers are folded before. */
function importCast(call: Call): Value {
  const value = inputOf(call, 0);
  const toInteger = integerCodes.includes(int(call, "to", 1));
  if (toInteger !== value.isInteger)
    throw new Error(
      `casts of computed values between integers and floats are not supported; got code ${int(call, "to", 1)}`,
    );
  return value;
}

function importDropout(call: Call): Value {
  if ((numbersOf(call, 2)?.[0] ?? 0) !== 0)
    throw new Error("it must be exported for inference; its input training_mode is true");
  return inputOf(call, 0);
}

export const constants: Importers = {
  Shape: importShape,
  Size: (call) => fromNumbers([sizeOf(inputOf(call, 0).shape)], [], true),
  Constant: importConstant,
  Cast: importCast,
  Identity: (call) => inputOf(call, 0),
  Dropout: importDropout,
};
