/** A tensor while a file is imported: its shape as the file has it, and the forms in which we hold it. */
import type { Expression, Shape } from "../../expression.ts";
import { constant } from "../../ops/leaf.ts";
import { reshape, transpose } from "../../ops/layout.ts";
import { sizeOf } from "../../shape.ts";

/** NCHW axis -> NHWC axis. */
const nhwcAxis = [0, 3, 1, 2] as const;
const toNhwc = [0, 2, 3, 1] as const;
const toNchw = [0, 3, 1, 2] as const;

/** Held in the file's order (`plain`), channels last (rank 4 only), or as numbers known now; made on demand. */
export interface Value {
  readonly shape: Shape; // in the file's order
  readonly isInteger: boolean;
  /** The numbers, where they do not depend on what is fed. */
  readonly numbers?: () => readonly number[];
  /** Whether operators may compute with the numbers now: shapes, axes and scalars, not weights. */
  readonly isFoldable: boolean;
  /** The value as a named parameter, its axes permuted when stored. */
  readonly weight?: (permutation?: readonly number[]) => Expression;
  /** The name of that parameter in the file. */
  readonly weightName?: string;
  /** Whether elementwise operators take it as a parameter, not as a constant. */
  readonly isTrainable: boolean;
  plain?: Expression;
  channelsLast?: Expression;
}

/** A computed value in the file's own order of axes. */
export function fromPlain(expression: Expression): Value {
  const isInteger = expression.dtype === "int32";
  return { shape: expression.shape, isInteger, isFoldable: false, isTrainable: false, plain: expression };
}

/** A computed image held as (N, H, W, C); the file sees (N, C, H, W). */
export function fromChannelsLast(expression: Expression): Value {
  const shape = toNchw.map((axis) => expression.shape[axis]);
  const isInteger = expression.dtype === "int32";
  return { shape, isInteger, isFoldable: false, isTrainable: false, channelsLast: expression };
}

/** A value known at import: a shape, an axis, a scale. */
export function fromNumbers(numbers: readonly number[], shape: Shape, isInteger: boolean): Value {
  return { shape, isInteger, isFoldable: true, isTrainable: false, numbers: () => numbers };
}

/** The value in the file's order of axes. */
export function plain(value: Value): Expression {
  if (value.plain !== undefined) return value.plain;
  value.plain = makePlain(value);
  return value.plain;
}

function makePlain(value: Value): Expression {
  const { shape, channelsLast: held } = value;
  if (held !== undefined) return movesNothing(shape) ? reshape(held, shape) : transpose(held, toNchw);
  if (value.isTrainable && value.weight !== undefined) return value.weight();
  const numbers = value.numbers!();
  return constant(value.isInteger ? Int32Array.from(numbers) : Float32Array.from(numbers), shape);
}

/** A rank-4 value as (N, H, W, C). */
export function channelsLast(value: Value): Expression {
  if (value.channelsLast !== undefined) return value.channelsLast;
  if (value.shape.length !== 4) throw new Error(`it needs an image (N, C, H, W); got shape [${value.shape}]`);
  const x = plain(value);
  const shape = toNhwc.map((axis) => value.shape[axis]);
  value.channelsLast = movesNothing(value.shape) ? reshape(x, shape) : transpose(x, toNhwc);
  return value.channelsLast;
}

/** With one channel or one pixel the two orders are the same sequence of values. */
function movesNothing([, channels, height, width]: Shape): boolean {
  return channels === 1 || height * width === 1;
}

/** Whether the value is held channels last, so that operators which can should work there. */
export function isChannelsLast(value: Value): boolean {
  return value.channelsLast !== undefined;
}

/** Where an axis of the file's order is when channels are last. */
export function axisChannelsLast(axis: number): number {
  return nhwcAxis[axis];
}

/** The same list per axis, reordered from the file's order to channels last. */
export function permuteChannelsLast<T>(list: readonly T[]): T[] {
  return toNhwc.map((axis) => list[axis]);
}

/** The value as a trainable parameter where it is an initializer, its axes permuted. */
export function weightOf(value: Value, permutation?: readonly number[]): Expression {
  if (value.weight !== undefined) return value.weight(permutation);
  return permutation === undefined ? plain(value) : transpose(plain(value), permutation);
}

/** Applies an operator that works entry by entry, in the order in which the value is held. */
export function mapEntries(value: Value, apply: (x: Expression) => Expression): Value {
  return isChannelsLast(value)
    ? fromChannelsLast(apply(channelsLast(value)))
    : fromPlain(apply(plain(value)));
}

/** Applies a broadcasting operator: channels last when an image operand is held so, else in the file's order. */
export function combineEntries(
  values: readonly Value[],
  apply: (operands: readonly Expression[]) => Expression,
): Value {
  const rank = Math.max(...values.map((value) => value.shape.length));
  const asImages = rank === 4 && values.some(isChannelsLast);
  return asImages ? fromChannelsLast(apply(values.map(broadcastable))) : fromPlain(apply(values.map(plain)));
}

/** An operand that broadcasts against (N, H, W, C) as it did against (N, C, H, W). */
function broadcastable(value: Value): Expression {
  if (isChannelsLast(value)) return channelsLast(value);
  if (sizeOf(value.shape) === 1) return reshape(plain(value), []);
  const shape = [...new Array<number>(4 - value.shape.length).fill(1), ...value.shape];
  const padded = value.shape.length === 4 ? value : fromPlain(reshape(plain(value), shape));
  return channelsLast(padded);
}
