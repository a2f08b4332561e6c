/** Writes a trained program as a stand-alone ONNX file that any runtime can score with. */
import { emitProgram } from "../emit/emit-program.ts";
import type { Lowering } from "../emit/lowering.ts";
import { programInputs, type Program } from "../expression.ts";
import type { Tensor } from "../tensor.ts";
import { encodeModel } from "./encode.ts";
import { freeBatch } from "./export/free-batch.ts";
import { rebatch, type BatchInput } from "./export/rebatch.ts";
import type { OnnxModel } from "./model.ts";

export type { BatchInput } from "./export/rebatch.ts";

export interface ExportOptions {
  /** What the file is fed; the first axis of each counts the items. All other inputs must be among the constants. */
  readonly inputs: readonly BatchInput[];
  /** `free` (the default): any number of items, the axis named N. */
  readonly batch?: "free" | number;
  /** Kept in the file's metadata; lists (classes, mean, std) are written as JSON. */
  readonly metadata?: Readonly<Record<string, string | readonly string[] | readonly number[]>>;
}

/** Native convolutions hold no positions, which would depend on the batch. */
const lowering: Lowering = { form: () => "native" };

/** Two batches to tell what grows: large primes, which sizes of the network itself hardly equal. */
const primes = [509, 521] as const;

/**
 * The bytes of an ONNX file (standard operators only) with the outputs of the program, under the program's names.
 * `constants` holds the weights; those that the program does not use are left out. The program must treat each
 * item by itself, unless the batch asked for is its own.
 */
export function exportOnnx(
  program: Program,
  constants: ReadonlyMap<string, Tensor>,
  options: ExportOptions,
): Uint8Array {
  const { inputs, batch = "free", metadata = {} } = options;
  requireNamed(program, constants, inputs);
  // The weights of a larger network may be given, of which the program is a part.
  const used = programInputs(program);
  const bound = new Map([...constants].filter(([name]) => used.has(name)));
  const emit = (items: number): OnnxModel =>
    emitProgram(rebatch(program, inputs, items), { constants: bound, lowering });
  const model = batch === "free" ? freeBatch(emit(primes[0]), emit(primes[1]), primes[0]) : emit(batch);
  const texts = Object.entries(metadata).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return encodeModel({ ...model, metadata: Object.fromEntries(texts) });
}

function requireNamed(
  program: Program,
  constants: ReadonlyMap<string, Tensor>,
  inputs: readonly BatchInput[],
): void {
  const found = [...programInputs(program).keys()];
  const open = found.filter((name) => !constants.has(name)).sort();
  const named = inputs.map(({ name }) => name).sort();
  if (open.join() !== named.join())
    throw new Error(
      `An exported file must be fed exactly the inputs that are not constants: ${open.join(", ")}; got ${named.join(", ")}. Give the other values in constants, or drop the outputs that need them.`,
    );
}
