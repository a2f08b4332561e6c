/** One node of the file being imported, and how importers read its inputs and attributes. */
import type { OnnxAttribute, OnnxInt, OnnxNode } from "../model.ts";
import type { Value } from "./value.ts";

export interface Call {
  readonly node: OnnxNode;
  /** The version of the standard operator set the file asks for. */
  readonly opset: number;
  readonly inputs: readonly (Value | undefined)[];
}

/** Turns a node into its outputs; errors are completed with the node's name by the caller. */
export type Importer = (call: Call) => Value | Value[];

/** Importers by operator name. */
export type Importers = Readonly<Record<string, Importer>>;

/** Input i, which the operator cannot do without. */
export function inputOf(call: Call, index: number): Value {
  const value = call.inputs[index];
  if (value === undefined) throw new Error(`it needs input ${index}; got ${call.inputs.length} inputs`);
  return value;
}

/** The numbers of optional input i, which must be known when the file is read. */
export function numbersOf(call: Call, index: number): readonly number[] | undefined {
  const value = call.inputs[index];
  if (value === undefined) return undefined;
  if (value.numbers === undefined)
    throw new Error(
      `input ${index} ("${call.node.inputs[index]}") must be constant; it is computed from what is fed`,
    );
  return value.numbers();
}

/** Numbers that older operator sets keep in an attribute and newer ones in input `index`. */
export function numbersFrom(call: Call, attribute: string, index: number): readonly number[] | undefined {
  return numbersOf(call, index) ?? ints(call, attribute);
}

/** An attribute of each kind by name; the fallback, or undefined, where the file gives none. */
export function int(call: Call, name: string, fallback: number): number {
  const value = attribute(call, name, "int");
  return value === undefined ? fallback : Number(value);
}

export function ints(call: Call, name: string): number[] | undefined {
  return attribute(call, name, "ints")?.map(Number);
}

export function float(call: Call, name: string, fallback: number): number {
  return attribute(call, name, "float") ?? fallback;
}

export function floats(call: Call, name: string): readonly number[] | undefined {
  return attribute(call, name, "floats");
}

export function text(call: Call, name: string, fallback: string): string {
  return attribute(call, name, "string") ?? fallback;
}

/** What an attribute of each kind holds. */
interface Kinds {
  readonly int: OnnxInt;
  readonly ints: readonly OnnxInt[];
  readonly float: number;
  readonly floats: readonly number[];
  readonly string: string;
}

function attribute<K extends keyof Kinds>(call: Call, name: string, kind: K): Kinds[K] | undefined {
  const found: OnnxAttribute | undefined = call.node.attributes[name];
  if (found === undefined) return undefined;
  if (!(kind in found))
    throw new Error(`attribute ${name} must be of kind ${kind}; got ${Object.keys(found).join()}`);
  return (found as unknown as Kinds)[kind];
}

/** An axis in [-rank, rank) as a non-negative number. */
export function axisOf(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(at) || at < 0 || at >= rank)
    throw new Error(`its axis must be in [${-rank}, ${rank - 1}]; got ${axis}`);
  return at;
}
