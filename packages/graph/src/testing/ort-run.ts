/** Runs the bytes of an ONNX file directly on ONNX Runtime, without anything of ours in between. */
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { Tensor } from "../tensor.ts";
import { uniform } from "./samples.ts";

/** All outputs of the file, as float64 numbers with their shapes. */
export async function runFile(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Record<string, { shape: readonly number[]; data: number[] }>> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3, intraOpNumThreads: 1 });
  const fed = Object.entries(feeds).map(([name, { shape, data }]) => {
    const tensor =
      data instanceof Int32Array
        ? new OrtTensor("int32", data, shape)
        : new OrtTensor("float32", data, shape);
    return [name, tensor] as const;
  });
  const results = await session.run(Object.fromEntries(fed));
  const read = Object.entries(results).map(([name, tensor]) => {
    const data = Array.from(tensor.data as Iterable<number | bigint>, Number);
    return [name, { shape: tensor.dims, data }] as const;
  });
  await session.release();
  return Object.fromEntries(read);
}

/** The largest difference, relative to the largest value of the reference. */
export function relativeDifference(actual: ArrayLike<number>, reference: ArrayLike<number>): number {
  let [difference, largest] = [0, 0];
  for (let i = 0; i < reference.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i] - reference[i]));
    largest = Math.max(largest, Math.abs(reference[i]));
    if (Number.isNaN(actual[i]) !== Number.isNaN(reference[i])) return Infinity;
  }
  return actual.length === reference.length ? difference / (largest || 1) : Infinity;
}

/** Repeatable float32 numbers in [-1, 1), so that a case needs no stored data. */
export function testNumbers(count: number, seed = 1): Float32Array {
  return Float32Array.from(uniform([count], seed).data);
}
