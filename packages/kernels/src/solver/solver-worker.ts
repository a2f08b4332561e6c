/** A thread that solves the programs it is sent, one after the other. */

import { parentPort } from "node:worker_threads";
import highsModule, { type Highs } from "highs";
import type { SolverAnswer, SolverRequest } from "./solver-messages.ts";
import { solveProgram } from "./solve-program.ts";

// The package describes its CommonJS form; the module that Node imports has the loader itself as its default.
const loadHighs = highsModule as unknown as () => Promise<Highs>;
const highs = await loadHighs();

parentPort?.on("message", ({ id, program, seconds, start }: SolverRequest) => {
  let answer: SolverAnswer;
  try {
    answer = { id, solution: solveProgram(highs, program, seconds, start) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer, []);
});
