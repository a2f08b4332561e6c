/** Keeps compiled training steps, so that many trainings share them. */
import { programInputs } from "@querent/graph";
import type { Optimizer, Program, Session, SessionOptions } from "@querent/graph";
import type { ModuleObjective } from "./learner-contract.ts";
import type { CompiledStep } from "./run-training.ts";
import { learnerStep, type LearnerParts } from "./training-program.ts";

/** Makes a program ready to run. */
export type Compile = (program: Program, options: SessionOptions) => Promise<Session>;

export interface CompiledSteps {
  get(batchSize: number, objective: ModuleObjective | undefined, cut: boolean): Promise<CompiledStep>;
  release(): Promise<void>;
}

/**
 * One session for each (objective, cut) of the current batch size; asking for another batch size releases them,
 * because a session of a large network holds about a gigabyte.
 */
export function compiledSteps(
  parts: LearnerParts,
  optimizer: Optimizer,
  compile: Compile,
  options: SessionOptions,
): CompiledSteps {
  const kept = new Map<string, CompiledStep>();
  let keptBatchSize = 0;
  const release = async (): Promise<void> => {
    const sessions = [...kept.values()].map(({ session }) => session);
    kept.clear();
    for (const session of sessions) await session.release();
  };
  return {
    async get(batchSize, objective, cut) {
      if (batchSize !== keptBatchSize) await release();
      keptBatchSize = batchSize;
      const name = `${objective ?? "none"}/${cut ? "cut" : "joint"}`;
      const found = kept.get(name);
      if (found !== undefined) return found;
      const step = learnerStep(parts, { batchSize, optimizer, objective, cut });
      const used = programInputs(step.program);
      const constants = new Map([...(parts.learnable.fixed ?? [])].filter(([weight]) => used.has(weight)));
      const compiled = { step, session: await compile(step.program, { ...options, constants }) };
      kept.set(name, compiled);
      return compiled;
    },
    release,
  };
}
