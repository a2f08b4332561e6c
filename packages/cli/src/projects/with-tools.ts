/** Lends fast kernels and a solver to the strategies of a project. */
import { createKernels, createSolver } from "@querent/kernels";
import type { LoopContext } from "@querent/loop";
import { parseArm, type Arm } from "@querent/replay";
import type { Task } from "@querent/core";
import { UsageError } from "../terminal/errors.ts";

/** @param strategy as an arm of a replay is spelled; a solver is made where it uses one */
export async function withTools<T>(
  context: LoopContext,
  strategy: string,
  task: Task,
  work: (context: LoopContext) => Promise<T>,
): Promise<T> {
  const usesSolver = armOf(strategy, task).strategy.usesSolver === true;
  const kernels = await createKernels({ threads: context.threads ?? 1 });
  const solver = usesSolver ? await createSolver() : undefined;
  try {
    return await work({ ...context, tools: { kernels, solver } });
  } finally {
    await kernels.release();
    await solver?.release();
  }
}

/** @throws UsageError when there is no such strategy for the task */
function armOf(name: string, task: Task): Arm {
  try {
    return parseArm(name, task);
  } catch (error) {
    throw new UsageError(`--strategy: ${(error as Error).message}`, { cause: error });
  }
}
