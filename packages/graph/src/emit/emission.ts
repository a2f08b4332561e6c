/** What an emitter works with, and the type of the table it belongs to. */
import type { Expression, Operator } from "../expression.ts";
import type { Tensor } from "../tensor.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import type { Lowering } from "./lowering.ts";

export interface Emission {
  readonly builder: GraphBuilder;
  readonly lowering: Lowering;
  /** The value of an older node. One that no output needs in the end, as its users took another form, is left out. */
  value(node: Expression): string;
  /** The data of a node that is a constant or an input bound to one. */
  constantOf(node: Expression): Tensor | undefined;
  /** How many nodes and outputs read a node. */
  uses(node: Expression): number;
  /** Whether a node of that operator has x as its first input. */
  reads(op: Operator, x: Expression): boolean;
}

/** Emits a node and returns the name of its value. */
export type Emitter<O extends Operator> = (node: Expression<O>, emission: Emission) => string;

export type EmitterTable<O extends Operator> = { readonly [K in O]: Emitter<K> };
