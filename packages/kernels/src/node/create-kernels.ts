/** The kernels of Node: WebAssembly SIMD on a pool of threads. */

import { plainKernels, type Kernels } from "@querent/core";
import { createLocalRunner } from "../local.ts";
import { localKernels } from "../local-kernels.ts";
import { joinFarthestFirst } from "../tasks/farthest-first.ts";
import { createPool } from "./pool.ts";
import { sharedMatrixOf } from "./shared.ts";

/** Under so many multiply-adds starting threads costs more than it gains. */
const SMALL_WORK = 5e7;

/**
 * Kernels that give what `plainKernels` give, to the last bit, on `threads` threads. Points in shared memory
 * (`sharedMatrix`) are read where they are; of others a shared copy is made for the time of the call.
 *
 * @param threads how many threads work at once
 * @param smallWork problems of fewer multiply-adds than this are done on the calling thread, in steps
 */
export async function createKernels({
  threads,
  smallWork = SMALL_WORK,
}: {
  readonly threads: number;
  readonly smallWork?: number;
}): Promise<Kernels & { release(): Promise<void> }> {
  if (!Number.isInteger(threads) || threads < 1)
    throw new RangeError(
      `threads must be a positive integer; got ${threads}. Give the number of cores to use.`,
    );
  const local = localKernels(createLocalRunner());
  const pool = createPool(threads);

  return {
    ...plainKernels,
    async farthestFirst(points, candidates, centres, count, step) {
      if (candidates.length * (centres.length + count) * points.cols < smallWork)
        return local.farthestFirst(points, candidates, centres, count, step);
      const job = { points: sharedMatrixOf(points), candidates, centres, count };
      return joinFarthestFirst(await pool.run("farthestFirst", job, step));
    },
    release: () => pool.release(),
  };
}
