/** A thread of the pool: does its part of the tasks that it is sent, one after the other. */

import { parentPort } from "node:worker_threads";
import { tasks, type ResultOf } from "../tasks/index.ts";
import type { Task } from "../tasks/task.ts";
import { createEngine } from "../wasm/engine.ts";
import type { PoolAnswer, PoolRequest } from "./pool-messages.ts";
import { joinTeam, stop } from "./team.ts";

const engine = createEngine();

parentPort?.on("message", ({ id, task, job, board, thread }: PoolRequest) => {
  let answer: PoolAnswer;
  try {
    const { team, report } = joinTeam(board, thread);
    const work = (tasks[task] as Task<typeof job, ResultOf<typeof task>>)(engine, job, team);
    let next = work.next();
    for (; next.done !== true; next = work.next()) report(next.value);
    answer = { id, result: next.value };
  } catch (error) {
    stop(board); // the others need not wait for this one
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer, []);
});
