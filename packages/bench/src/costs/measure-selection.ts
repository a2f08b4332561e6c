/** Child process: runs one strategy on one pool and prints its seconds and peak memory as JSON. */
import { strategyNamed } from "@querent/core";
import { createKernels, createSolver } from "@querent/kernels";
import { costProblem, type CostShape } from "./cost-data.ts";

/** What the child prints. */
export interface SelectionCost {
  readonly seconds: number;
  /** Peak of the process above what it held when the selection began, in bytes; kernels' workers included. */
  readonly bytes: number;
  /** Bytes the strategy says it needs beside the signals. */
  readonly saidBytes: number;
  readonly work: number;
}

/** What it prints when the strategy refuses such a pool. */
export interface Refusal {
  readonly refused: string;
}

const [name, shape, threads] = process.argv.slice(2);
const strategy = strategyNamed(name);
const size = JSON.parse(shape) as CostShape;
const kernels = await createKernels({ threads: Number(threads) });
const { signals, request } = costProblem(size, strategy, kernels.matrix);
const solver = await createSolver();
const before = process.memoryUsage().rss;
const start = performance.now();
const answer = await strategy.select(signals, request, { kernels, solver }).then(
  (): SelectionCost => ({
    seconds: (performance.now() - start) / 1000,
    bytes: Math.max(0, 1024 * process.resourceUsage().maxRSS - before),
    saidBytes: strategy.memory(size, {}),
    work: strategy.work(size, {}),
  }),
  (error: Error): Refusal => ({ refused: error.message }),
);
process.stdout.write(JSON.stringify(answer));
await kernels.release();
await solver.release();
