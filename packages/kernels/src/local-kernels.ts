/** The kernels on the calling thread. */

import type { Kernels } from "@querent/core";
import type { RunLocally } from "./local.ts";
import { joinFarthestFirst } from "./tasks/farthest-first.ts";

/** Every kernel as one task of `run`. */
export function localKernels(run: RunLocally): Pick<Kernels, "farthestFirst"> {
  return {
    async farthestFirst(points, candidates, centres, count, step) {
      return joinFarthestFirst([await run("farthestFirst", { points, candidates, centres, count }, step)]);
    },
  };
}
