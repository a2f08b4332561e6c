/** How long a selection will take, judged by doing it on small random samples of the same data. */
import type { SelectionContext, SelectionSize, Strategy } from "@querent/core";
import type { Parameters } from "./choose-strategy.ts";
import { sampleProblem, type Problem } from "./sample-problem.ts";

export interface TimeEstimate {
  /** Of the whole selection; undefined when the samples could not be worked on, for the reason given. */
  readonly seconds?: number;
  readonly reason?: string;
}

const longEnough = 0.3; // seconds of a sample that tells the rate
const tooLong = 0.8; // seconds that a sample should not take
const together = 1.5; // seconds after which no further sample is begun
const growth = 8; // work of a sample by that of the one before
const fewLabelled = 50;

/**
 * Runs the strategy on samples of growing size, a second or two in all, and scales the time of the last by the work that
 * the strategy declares: seconds = t_2 + r (W - w_2), where r is the slope (t_2 - t_1) / (w_2 - w_1) between the last two
 * samples, kept between half of t_2 / w_2 and the whole of it, since the first runs are slowed by compilation.
 */
export async function rehearse(
  strategy: Strategy,
  params: Parameters,
  problem: Problem,
  size: SelectionSize,
  context: SelectionContext,
): Promise<TimeEstimate> {
  const whole = strategy.work(size, params);
  const began = performance.now();
  try {
    let last = await runOf(largestSample(strategy, size, ({ items }) => items <= 200));
    while (
      last.seconds < longEnough &&
      pace(last) * whole > tooLong &&
      performance.now() - began < 1000 * together
    ) {
      const most = Math.min(growth * last.work, tooLong / pace(last));
      const sampled = largestSample(strategy, size, (smaller) => strategy.work(smaller, params) <= most);
      if (strategy.work(sampled, params) <= last.work) break; // nothing larger is short enough
      last = await runOf(sampled, last);
    }
    return { seconds: extrapolated(last, whole) };
  } catch (error) {
    if (context.abort?.aborted === true) throw error;
    // What is wrong with the sample may be right with the whole; if it is not, the selection itself says so.
    return { reason: (error as Error).message };
  }

  async function runOf(sampled: SelectionSize, before?: Run): Promise<Run> {
    const seconds = await secondsOf(strategy, problem, sampled, context);
    return { work: strategy.work(sampled, params), seconds, before };
  }
}

interface Run {
  readonly work: number;
  readonly seconds: number;
  readonly before?: Run;
}

const pace = ({ work, seconds }: Run): number => seconds / Math.max(1, work);

function extrapolated(last: Run, whole: number): number {
  const { before } = last;
  const slope =
    before === undefined ? pace(last) : (last.seconds - before.seconds) / (last.work - before.work);
  const rate = Math.min(pace(last), Math.max(pace(last) / 2, slope));
  return Math.max(0, last.seconds + rate * (whole - last.work));
}

/**
 * The largest sample that fits: of a share s of the whole, items shrink by s^(1/3) and the batch by s^(2/3), since a
 * sample that fits into the processor's cache is worked on faster than the whole.
 */
function largestSample(
  strategy: Strategy,
  size: SelectionSize,
  fits: (sampled: SelectionSize) => boolean,
): SelectionSize {
  const at = (share: number): SelectionSize => {
    const items = Math.max(1, Math.round(size.items * share ** (1 / 3)));
    const batch = Math.min(items, Math.max(1, Math.round(size.batch * share ** (2 / 3))));
    const fewest = Math.max(fewLabelled, strategy.minLabelled ?? 0);
    const labelled = Math.min(size.labelled, Math.max(fewest, Math.round(size.labelled * share ** (2 / 3))));
    return { ...size, items, batch, labelled };
  };
  if (fits(size)) return size;
  let [low, high] = [-40, 0]; // powers of two: the largest that fits lies between
  for (let step = 0; step < 30; step += 1) {
    const middle = (low + high) / 2;
    if (fits(at(2 ** middle))) low = middle;
    else high = middle;
  }
  return at(2 ** low);
}

async function secondsOf(
  strategy: Strategy,
  problem: Problem,
  sampled: SelectionSize,
  { kernels, solver, abort, yieldNow }: SelectionContext,
): Promise<number> {
  const { signals, request } = sampleProblem(problem, sampled);
  const start = performance.now();
  await strategy.select(signals, request, { kernels, solver, abort, yieldNow });
  return (performance.now() - start) / 1000;
}
