/** Arithmetic on shapes and other small known values, done once when the file is read. */
import { axisOf, int, numbersFrom, type Call } from "./call.ts";
import { slicesOf } from "./slice-range.ts";
import { fromNumbers, type Value } from "./value.ts";

type Numbers = readonly number[];
/** The folded value, or undefined where the form at hand is not one of shapes and scalars. */
type Folder = (call: Call, operands: readonly Numbers[], isInteger: boolean) => Value | undefined;

/** The node's output when all its inputs are foldable and the operator is one that shape arithmetic uses. */
export function fold(call: Call): Value | undefined {
  const folder = folders[call.node.opType];
  const inputs = call.inputs;
  if (folder === undefined || inputs.length === 0) return undefined;
  if (!inputs.every((value) => value === undefined || (value.isFoldable && value.shape.length <= 1)))
    return undefined;
  return folder(
    call,
    inputs.map((value) => value?.numbers!() ?? []),
    inputs[0]!.isInteger,
  );
}

const binary =
  (apply: (a: number, b: number) => number): Folder =>
  (call, [a, b], isInteger) => {
    const [left, right] = [call.inputs[0]!.shape, call.inputs[1]!.shape];
    const shape = right.length > left.length || b.length > a.length ? right : left;
    if (a.length !== b.length && a.length !== 1 && b.length !== 1) return undefined;
    const length = Math.max(a.length, b.length);
    const results = Array.from({ length }, (_, i) =>
      apply(a[a.length === 1 ? 0 : i], b[b.length === 1 ? 0 : i]),
    );
    return fromNumbers(isInteger ? results.map(Math.trunc) : results, shape, isInteger);
  };

const unary =
  (apply: (a: number) => number): Folder =>
  (call, [a], isInteger) =>
    fromNumbers(a.map(apply), call.inputs[0]!.shape, isInteger);

/** Lists and scalars keep their numbers; only the rank changes. */
const ranked =
  (rank: (call: Call, count: number) => number): Folder =>
  (call, [a], isInteger) => {
    const target = rank(call, a.length);
    if (target > 1 || (target === 0 && a.length !== 1)) return undefined;
    return fromNumbers(a, target === 0 ? [] : [a.length], isInteger);
  };

const gather: Folder = (call, [list, indices], isInteger) => {
  const picked = indices.map((index) => list[index < 0 ? index + list.length : index]);
  if (picked.some((number) => number === undefined))
    throw new Error(`its indices must lie in [${-list.length}, ${list.length - 1}]; got [${indices}]`);
  return fromNumbers(picked, call.inputs[1]!.shape, isInteger);
};

const slice: Folder = (call, [list], isInteger) => {
  const [starts, ends] = [numbersFrom(call, "starts", 1) ?? [], numbersFrom(call, "ends", 2) ?? []];
  const range = slicesOf([list.length], {
    starts,
    ends,
    axes: [0],
    steps: numbersFrom(call, "steps", 4) ?? [1],
  });
  const out = Array.from({ length: range.sizes[0] }, (_, i) => list[range.starts[0] + i * range.steps[0]]);
  return fromNumbers(out, [out.length], isInteger);
};

const cast: Folder = (call, [list]) => {
  const isFloat = [1, 10, 11, 16].includes(int(call, "to", 1));
  return fromNumbers(isFloat ? list : list.map(Math.trunc), call.inputs[0]!.shape, !isFloat);
};

const range: Folder = (_, [[start], [limit], [step]], isInteger) => {
  const length = Math.max(0, Math.ceil((limit - start) / step));
  return fromNumbers(
    Array.from({ length }, (_, i) => start + i * step),
    [length],
    isInteger,
  );
};

const constantOfShape: Folder = (call, [shape]) => {
  const value = call.node.attributes.value;
  const tensor = value !== undefined && "tensor" in value ? value.tensor : undefined;
  const number = tensor === undefined ? 0 : Number(tensor.data[0]);
  const isInteger = tensor !== undefined && !tensor.type.startsWith("float");
  const size = shape.reduce((product, side) => product * side, 1);
  return fromNumbers(new Array<number>(size).fill(number), shape, isInteger);
};

const choose: Folder = (call, [mask, a, b]) => {
  if (a.length !== mask.length || b.length !== mask.length) return undefined;
  const picked = mask.map((flag, i) => (flag !== 0 ? a[i] : b[i]));
  return fromNumbers(picked, call.inputs[0]!.shape, call.inputs[1]!.isInteger);
};

const folders: Readonly<Record<string, Folder>> = {
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: binary((a, b) => a / b),
  Mod: (call, operands, isInteger) =>
    int(call, "fmod", 0) === 0
      ? binary((a, b) => a - b * Math.floor(a / b))(call, operands, isInteger) // the sign of b, as in Python
      : binary((a, b) => a % b)(call, operands, isInteger), // the sign of a, as in C
  Max: binary(Math.max),
  Min: binary(Math.min),
  Equal: binary((a, b) => (a === b ? 1 : 0)),
  Neg: unary((a) => -a),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Cast: cast,
  Concat: (call, operands, isInteger) =>
    axisOf(int(call, "axis", 0), 1) === 0
      ? fromNumbers(operands.flat(), [operands.flat().length], isInteger)
      : undefined,
  ConstantOfShape: constantOfShape,
  Gather: gather,
  Range: range,
  ReduceProd: (_, [list], isInteger) => fromNumbers([list.reduce((a, b) => a * b, 1)], [], isInteger),
  Reshape: ranked((call, count) => (numbersFrom(call, "shape", 1) ?? [count]).length),
  Slice: slice,
  Squeeze: ranked(() => 0),
  Unsqueeze: ranked((call) => call.inputs[0]!.shape.length + (numbersFrom(call, "axes", 1) ?? [0]).length),
  Where: choose,
};

/** Operators that can be folded. */
export const foldable: readonly string[] = Object.keys(folders);
