/** Tasks on the calling thread, for small problems and where there are no threads. */

import type { Step } from "@querent/core";
import { tasks, type JobOf, type ResultOf, type TaskName } from "./tasks/index.ts";
import { alone, type Task } from "./tasks/task.ts";
import { createEngine, type Engine } from "./wasm/engine.ts";

const STEP_MS = 20;

export type RunLocally = <Name extends TaskName>(
  task: Name,
  job: JobOf<Name>,
  step: Step,
) => Promise<ResultOf<Name>>;

/** A runner whose tasks may overlap: each has an engine to itself while it lasts. */
export function createLocalRunner(create: () => Engine = createEngine): RunLocally {
  const free: Engine[] = [];
  return async (task, job, step) => {
    await step(0);
    const engine = free.pop() ?? create();
    try {
      const work = (tasks[task] as Task<typeof job, ResultOf<typeof task>>)(engine, job, alone());
      let stepped = performance.now();
      for (;;) {
        const { done, value } = work.next();
        if (done === true) {
          await step(1);
          return value;
        }
        if (performance.now() - stepped > STEP_MS) {
          await step(value);
          stepped = performance.now();
        }
      }
    } finally {
      free.push(engine);
    }
  };
}
