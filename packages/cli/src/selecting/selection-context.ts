/** What a selection works with on this machine: threads, a solver where it is wanted, a clock that lets events in. */
import { setImmediate } from "node:timers/promises";
import type { Kernels, SelectionContext, Strategy } from "@querent/core";
import { createKernels, createSolver } from "@querent/kernels";

export interface MachineContext extends SelectionContext {
  readonly kernels: Kernels;
  /** Ends its threads. */
  release(): Promise<void>;
}

const breath = 40; // milliseconds between looks at events

export async function openContext(
  { usesSolver }: Strategy,
  threads: number,
  abort: AbortSignal,
): Promise<MachineContext> {
  const kernels = await createKernels({ threads });
  const solver = usesSolver === true ? await createSolver() : undefined;
  let last = performance.now();
  return {
    kernels,
    solver,
    abort,
    async yieldNow() {
      if (performance.now() - last < breath) return;
      await setImmediate();
      last = performance.now();
    },
    async release() {
      await kernels.release();
      await solver?.release();
    },
  };
}
