/** A session that computes in float64, slowly. */
import { interpret, type Tensor } from "@querent/graph";
import type { Compile } from "@querent/models";

/**
 * Runs the very program of a training step by the interpreter. What it gives is float64 under the type of float32
 * tensors, so that the trainer carries weights and optimiser state from step to step without rounding them.
 */
export const interpretedSession: Compile = async (program) => ({
  run: async (feeds) => interpret(program, feeds) as unknown as Record<string, Tensor>,
  release: async () => {},
});
