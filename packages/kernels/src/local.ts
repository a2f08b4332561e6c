/** Tasks on the calling thread, for small problems and where there are no threads. */

import type { Runner } from "./kernels-on.ts";
import { tasks, type ResultOf } from "./tasks/index.ts";
import { alone, type Task } from "./tasks/task.ts";
import { createEngine, type Engine } from "./wasm/engine.ts";

const STEP_MS = 20;

/** A runner whose tasks may overlap: each has an engine to itself while it lasts. */
export function localRunner(create: () => Engine = createEngine): Runner {
  const free: Engine[] = [];
  return {
    threads: 1,
    async run(task, job, step) {
      await step(0);
      const engine = free.pop() ?? create();
      try {
        const work = (tasks[task] as Task<typeof job, ResultOf<typeof task>>)(engine, job, alone());
        let stepped = performance.now();
        for (;;) {
          const { done, value } = work.next();
          if (done === true) {
            await step(1);
            return [value];
          }
          if (performance.now() - stepped > STEP_MS) {
            await step(value);
            stepped = performance.now();
          }
        }
      } finally {
        free.push(engine);
      }
    },
    matrix: (points) => points,
    list: (rows) => rows,
    bytes: (length) => new ArrayBuffer(length),
  };
}
