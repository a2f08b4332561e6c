/** A pool of threads that do a task together. */

import { Worker } from "node:worker_threads";
import type { Step } from "@querent/core";
import type { JobOf, ResultOf, TaskName } from "../tasks/index.ts";
import { workerFile } from "../worker-file.ts";
import type { PoolAnswer, PoolRequest } from "./pool-messages.ts";
import { createBoard, shareDone, stop, type Board } from "./team.ts";

const STEP_MS = 20;

export interface Pool {
  /** Does a task on all threads; the results are in the order of the threads. */
  run<Name extends TaskName>(task: Name, job: JobOf<Name>, step: Step): Promise<ResultOf<Name>[]>;
  release(): Promise<void>;
}

/** Threads start with the first task; a process that forgets to release them can end all the same. */
export function createPool(threads: number): Pool {
  let workers: Worker[] | undefined;
  let requests = 0;
  let running = 0;

  function start(): Worker[] {
    return Array.from({ length: threads }, () => {
      const worker = new Worker(workerFile("./pool-worker", import.meta.url));
      worker.setMaxListeners(0);
      worker.unref();
      return worker;
    });
  }

  function hold(list: readonly Worker[], change: 1 | -1): void {
    running += change;
    if (running === 0) for (const worker of list) worker.unref();
    else if (running === 1 && change === 1) for (const worker of list) worker.ref();
  }

  return {
    async run(task, job, step) {
      const list = (workers ??= start());
      const board = createBoard(threads);
      const id = (requests += 1);
      hold(list, 1);
      // All threads are sent the task in one go, so two tasks wait in the same order everywhere.
      const answers = list.map((worker, thread) => answerOf(worker, { id, task, job, board, thread }));
      try {
        const all = Promise.allSettled(answers);
        await stepUntil(all, () => step(shareDone(board)), board);
        const results = await Promise.all(answers);
        await step(1);
        return results as ResultOf<typeof task>[];
      } finally {
        hold(list, -1);
      }
    },
    async release() {
      const list = workers ?? [];
      workers = undefined;
      await Promise.all(list.map((worker) => worker.terminate()));
    },
  };
}

/** Steps every few milliseconds until `all` is settled; when a step rejects, stops the threads and waits for them first. */
async function stepUntil(all: Promise<unknown>, step: () => Promise<void>, board: Board): Promise<void> {
  const end = all.then(() => true);
  try {
    do await step();
    while (!(await Promise.race([end, later()])));
  } catch (reason) {
    stop(board);
    await end;
    throw reason;
  }
}

function later(): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), STEP_MS);
  });
}

function answerOf(worker: Worker, request: PoolRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (answer: PoolAnswer): void => {
      if (answer.id !== request.id) return;
      forget();
      if ("error" in answer) reject(new Error(answer.error));
      else resolve(answer.result);
    };
    const onError = (error: Error): void => {
      forget();
      stop(request.board);
      reject(error);
    };
    const onExit = (): void => onError(new Error("The work was stopped: the threads were released."));
    function forget(): void {
      worker.off("message", onMessage);
      worker.off("error", onError);
      worker.off("exit", onExit);
    }
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.on("exit", onExit);
    worker.postMessage(request, []);
  });
}
