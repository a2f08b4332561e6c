/** How long a selection will take, judged by doing it on small random samples of the same data. */
import type { Kernels, SelectionContext, SelectionSize, Strategy } from "@querent/core";
import type { ChosenStrategy, Parameters } from "./choose-strategy.ts";
import { sampleProblem, type Problem } from "./sample-problem.ts";
import type { MachineContext, Releasable } from "./selection-context.ts";

export interface TimeEstimate {
  /** Of the whole selection; undefined when the samples could not be worked on, for the reason given. */
  readonly seconds?: number;
  readonly reason?: string;
}

const longEnough = 0.3; // seconds of a sample that tells the rate
const telling = 0.02; // seconds from which on a first run is repeated, since it tells of compiling alone
const tooLong = 0.8; // seconds that a sample should not take
const together = 1.5; // seconds after which no further sample is begun
const growth = 8; // work of a sample by that of the one before
const fewLabelled = 1000; // kept in every sample
const cacheBytes = 2.4e7; // signals that do not fit into most caches

/**
 * Runs the strategy on samples of growing size, a second or two in all, and scales the time of the last by the work that
 * the strategy declares: seconds = t W / w. The samples before it are there to be compiled by, and to tell how large the
 * last may be. A sample that is slower for its work than the one before is repeated, since something else may have had
 * the processor.
 */
export async function rehearse(
  { strategy, forRows }: ChosenStrategy,
  given: Parameters,
  asked: Problem,
  size: SelectionSize,
  context: MachineContext,
): Promise<TimeEstimate> {
  const params = pinnedParameters(strategy, given, size);
  const problem = { ...asked, request: { ...asked.request, params } };
  const whole = strategy.work(size, params);
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  let kernels: (Kernels & Releasable) | undefined;
  try {
    const smallest = largestSample(strategy, size, ({ items }) => items <= 200);
    let last = await runOf(smallest);
    if (last.seconds > telling && last.work < whole) last = faster(last, await runOf(smallest)); // it was compiled meanwhile
    while (last.seconds >= longEnough && last.work < whole && elapsed() < together) {
      const again = await runOf(smallest);
      if (again.seconds > last.seconds / 2) break; // it is as slow as that
      last = again; // something else had the processor
    }
    if (pace(last) * whole > tooLong) kernels = await context.kernelsForShare(tooLong / (pace(last) * whole));
    while (last.seconds < longEnough && pace(last) * whole > tooLong && elapsed() < together) {
      const most = Math.min(growth * last.work, tooLong / pace(last));
      const sampled = largestSample(strategy, size, (smaller) => strategy.work(smaller, params) <= most);
      if (strategy.work(sampled, params) <= last.work) break; // nothing larger is short enough
      const next = await runOf(sampled);
      last = pace(next) > 2 * pace(last) ? faster(next, await runOf(sampled)) : next;
    }
    return { seconds: pace(last) * whole };
  } catch (error) {
    if (context.abort?.aborted === true) throw error;
    // What is wrong with the sample may be right with the whole; if it is not, the selection itself says so.
    return { reason: (error as Error).message };
  } finally {
    await kernels?.release();
  }

  async function runOf(sampled: SelectionSize): Promise<Run> {
    const withKernels = { ...context, kernels: kernels ?? context.kernels };
    const seconds = await secondsOf(forRows ?? (() => strategy), problem, sampled, withKernels);
    return { work: strategy.work(sampled, params), seconds };
  }
}

/** What the size decides is decided by the whole, not by the sample. */
function pinnedParameters(strategy: Strategy, given: Parameters, size: SelectionSize): Parameters {
  const pinned = Object.entries(strategy.pinned?.(size) ?? {});
  return { ...given, ...Object.fromEntries(pinned.filter(([name]) => (given[name] ?? "auto") === "auto")) };
}

interface Run {
  readonly work: number;
  readonly seconds: number;
}

const faster = (a: Run, b: Run): Run => (a.seconds < b.seconds ? a : b);

const pace = ({ work, seconds }: Run): number => seconds / Math.max(1, work);

/**
 * The largest sample that fits. Items shrink first, down to some megabytes of signals, since what fits into the
 * processor's cache is worked on faster than the whole; then items and batch alike.
 */
function largestSample(
  strategy: Strategy,
  size: SelectionSize,
  fits: (sampled: SelectionSize) => boolean,
): SelectionSize {
  const columns = size.dimensions + size.classes * Math.max(1, size.members) + 1;
  const floor = Math.min(size.items, Math.max(1000, Math.round(cacheBytes / (4 * columns))));
  const most = Math.min(size.items, 2 * floor); // so that the sample takes little memory
  const fewest = Math.max(fewLabelled, strategy.minLabelled ?? 0);
  const at = (share: number): SelectionSize => {
    const rest = Math.min(1, (share * most) / floor);
    const items = Math.max(1, Math.round(rest < 1 ? floor * Math.sqrt(rest) : most * share));
    const batch = Math.min(items, Math.max(1, Math.round(size.batch * Math.sqrt(rest))));
    const labelled = Math.min(size.labelled, Math.max(fewest, Math.round(size.labelled * Math.sqrt(share))));
    return { ...size, items, batch, labelled };
  };
  if (fits(at(1))) return at(1);
  let [low, high] = [-40, 0]; // powers of two: the largest that fits lies between
  for (let step = 0; step < 30; step += 1) {
    const middle = (low + high) / 2;
    if (fits(at(2 ** middle))) low = middle;
    else high = middle;
  }
  return at(2 ** low);
}

async function secondsOf(
  strategyFor: (rows: Int32Array) => Strategy,
  problem: Problem,
  sampled: SelectionSize,
  { kernels, solver, abort, yieldNow }: SelectionContext,
): Promise<number> {
  const { signals, request, rows } = sampleProblem(problem, sampled);
  const strategy = strategyFor(rows);
  const start = performance.now();
  await strategy.select(signals, request, { kernels, solver, abort, yieldNow });
  return (performance.now() - start) / 1000;
}
