/** The kernels of a browser: WebAssembly SIMD on the calling thread, a page's or a worker's. */

import type { Kernels } from "@querent/core";
import { kernelsOn } from "./kernels-on.ts";
import { localRunner } from "./local.ts";

/**
 * Kernels that give what `plainKernels` give, to the last bit, on one thread: called in a page they pause every 20 ms
 * for `step`; long work belongs in a worker. They need no shared memory and so no special headers of the server.
 */
export function createWebKernels(): Kernels {
  return kernelsOn(localRunner());
}
