/** The mixed-integer solver of Node: HiGHS in a thread of its own. */

import { Worker } from "node:worker_threads";
import type { Abort, Solution, Solver } from "@querent/core";
import { workerFile } from "../worker-file.ts";
import type { SolverAnswer, SolverRequest } from "./solver-messages.ts";

const LOOK_AT_ABORT_MS = 50;

/**
 * A solver whose search leaves the calling thread free. It takes a first solution (`start`), a limit (`seconds`) and can
 * be stopped at any moment: the thread is ended, and the next program begins with a new one. Several programs sent at
 * once are solved one after the other; the time limit of each counts from its own beginning. `release` ends the thread;
 * a process that forgets to can end all the same.
 */
export async function createSolver(): Promise<Solver & { release(): Promise<void> }> {
  let thread: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let requests = 0;

  async function solveNext(request: SolverRequest, abort: Abort | undefined): Promise<Solution> {
    throwIfAborted(abort);
    const worker = (thread ??= startThread());
    try {
      return await answerOf(worker, request, abort);
    } catch (error) {
      if (!(error instanceof RefusedError)) {
        thread = undefined; // it was stopped, or it died
        await worker.terminate();
      }
      throw error;
    }
  }

  return {
    solve(program, { seconds = Infinity, start, abort } = {}) {
      if (!(seconds > 0))
        return Promise.reject(
          new RangeError(`seconds must be positive; got ${seconds}. Give the search some time.`),
        );
      const request = { id: (requests += 1), program, seconds, start };
      const solution = last.then(() => solveNext(request, abort));
      last = solution.catch(() => {});
      return solution;
    },
    async release() {
      const worker = thread;
      thread = undefined;
      await worker?.terminate();
    },
  };
}

/** What the solver said against a program; its thread goes on. */
class RefusedError extends Error {}

function startThread(): Worker {
  const worker = new Worker(workerFile("./solver-worker", import.meta.url));
  worker.unref();
  return worker;
}

function throwIfAborted(abort: Abort | undefined): void {
  if (abort?.aborted) throw abort.reason ?? new Error("The search was stopped.");
}

function answerOf(worker: Worker, request: SolverRequest, abort: Abort | undefined): Promise<Solution> {
  let stopListening = (): void => {};
  const answered = new Promise<Solution>((resolve, reject) => {
    const onMessage = (answer: SolverAnswer): void => {
      if (answer.id !== request.id) return;
      if ("solution" in answer) resolve(answer.solution);
      else reject(new RefusedError(answer.error));
    };
    const onExit = (): void => reject(new Error("The search was stopped: the solver was released."));
    const looking = setInterval(() => {
      try {
        throwIfAborted(abort);
      } catch (reason) {
        reject(reason);
      }
    }, LOOK_AT_ABORT_MS);
    worker.on("message", onMessage);
    worker.on("error", reject);
    worker.on("exit", onExit);
    stopListening = () => {
      clearInterval(looking);
      worker.off("message", onMessage);
      worker.off("error", reject);
      worker.off("exit", onExit);
    };
  });
  worker.ref();
  worker.postMessage(request, []);
  return answered.finally(() => {
    stopListening();
    worker.unref();
  });
}
