/** The fast kernels and the solver that a replay's strategies work with. */
import type { Kernels, Solver } from "@querent/core";
import { createKernels, createSolver } from "@querent/kernels";
import type { ReplayPlan } from "@querent/replay";

export interface ReplayTools {
  readonly kernels: Kernels;
  readonly solver?: Solver;
  /** Ends their threads. */
  release(): Promise<void>;
}

/** Kernels on the plan's threads, and a solver if one of its strategies uses one. */
export async function openTools({ arms, settings }: ReplayPlan): Promise<ReplayTools> {
  const kernels = await createKernels({ threads: settings.threads });
  const solver = arms.some(({ strategy }) => strategy.usesSolver === true) ? await createSolver() : undefined;
  return {
    kernels,
    solver,
    async release() {
      await kernels.release();
      await solver?.release();
    },
  };
}
