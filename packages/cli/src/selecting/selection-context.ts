/** What a selection works with on this machine: threads, a solver where it is wanted, a clock that lets events in. */
import { setImmediate } from "node:timers/promises";
import type { Kernels, SelectionContext, Strategy } from "@querent/core";
import { createKernels, createSolver } from "@querent/kernels";

export interface MachineContext extends SelectionContext {
  readonly kernels: Kernels & Releasable;
  /**
   * Kernels that spread what is a share of the whole over the threads where the whole would be spread, so that a sample
   * is worked on as the whole will be. The threads have begun.
   */
  kernelsForShare(share: number): Promise<Kernels & Releasable>;
  /** Ends its threads. */
  release(): Promise<void>;
}

/** What holds threads until it is released. */
export interface Releasable {
  release(): Promise<void>;
}

const breath = 40; // milliseconds between looks at events
const smallWork = 5e7; // multiply-adds of one scan that are not worth waking threads for

export async function openContext(
  { usesSolver }: Strategy,
  threads: number,
  abort: AbortSignal,
): Promise<MachineContext> {
  const kernels = await createKernels({ threads, smallWork });
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
    async kernelsForShare(share) {
      const few = await createKernels({ threads, smallWork: smallWork * share });
      const points = { rows: 1000, cols: 64, data: new Float32Array(64_000) };
      const rows = Int32Array.from({ length: points.rows }, (_, i) => i);
      await few.neighbours(points, rows, rows, 1, async () => {}); // threads begin with the first task
      return few;
    },
    async release() {
      await kernels.release();
      await solver?.release();
    },
  };
}
