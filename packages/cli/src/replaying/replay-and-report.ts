/** A replay from its settings to its report: open, estimate, run, write, show. */
import { availableParallelism } from "node:os";
import { runtimeVersion } from "@querent/graph";
import {
  armTitle,
  estimateTime,
  inWords,
  paceOf,
  reportData,
  runReplay,
  shareWork,
  terminalCurves,
  wantsColour,
  wordsOf,
  writeReplay,
  type ReplayProgress,
  type ReplaySettings,
  type ReplaySubject,
  type WrittenReplay,
} from "@querent/replay";
import { CancelledError } from "../terminal/errors.ts";
import type { Output } from "../terminal/output.ts";
import { progressLine } from "../terminal/progress-line.ts";
import { version } from "../version.ts";
import { prepareReplay, type PreparedReplay } from "./prepare-replay.ts";
import { openTools } from "./replay-tools.ts";
import { openSource, type ReplaySource } from "./replay-source.ts";
import { runInWorkers } from "./run-in-workers.ts";

export interface ReplayRequest {
  readonly source: ReplaySource;
  readonly settings: Omit<ReplaySettings, "threads"> & { readonly threads?: number };
  readonly workers?: number;
  readonly out: string;
  readonly restart: boolean;
  /** The command line that repeats it, for the report. */
  readonly command: string;
}

/** Runs the whole of it. `abort` cancels: finished rounds stay, and the same request goes on from them. */
export async function replayAndReport(
  request: ReplayRequest,
  output: Output,
  abort: AbortSignal,
): Promise<WrittenReplay> {
  try {
    return await untilAborted(request, output, abort);
  } catch (error) {
    if (!abort.aborted) throw error;
    throw new CancelledError("Stopped. Finished rounds are kept: give the same command again to go on.", {
      cause: error,
    });
  }
}

async function untilAborted(
  request: ReplayRequest,
  output: Output,
  abort: AbortSignal,
): Promise<WrittenReplay> {
  const { source, out } = request;
  const { data, notes } = await openSource(source, abort, (done, total) =>
    output.progress(progressLine(done / total, undefined, `reading images, ${done} of ${total}`)),
  );
  const workers = request.workers ?? Math.min(request.settings.trials, availableParallelism());
  const threads = request.settings.threads ?? Math.max(1, Math.floor(availableParallelism() / workers));
  const settings: ReplaySettings = { ...request.settings, threads };
  const prepared = prepareReplay(settings, data);
  const { plan, subject } = prepared;
  tellData(output, subject, notes);
  const tools = await openTools(plan);
  try {
    const estimate = await estimateTime(plan, subject, abort);
    const shares = shareWork(plan, subject, workers);
    const seconds = estimate.seconds / shares.length;
    output.say(
      `${estimate.trainings} trainings in ${shares.length} process${shares.length === 1 ? "" : "es"} of ${threads} thread${threads === 1 ? "" : "s"}: about ${inWords(seconds)} beside what the strategies take to pick, if nothing of it is done yet. Ctrl-C stops; the same command goes on.`,
    );
    output.emit({
      event: "estimate",
      seconds,
      trainings: estimate.trainings,
      workers: shares.length,
      threads,
    });
    const watch = watchProgress(prepared, output);
    const run = { plan, subject, out, tools, abort };
    if (shares.length > 1) {
      await runReplay({ ...run, restart: request.restart, share: [] }); // refuses another replay's folder first
      await runInWorkers({ source, settings, out, shares, abort, progress: watch });
    }
    const restart = request.restart && shares.length === 1;
    const rounds = await runReplay({ ...run, restart, ...(shares.length === 1 && { progress: watch }) });
    const written = await writeReplay(run, rounds, {
      command: request.command,
      versions: { querent: version, "onnxruntime-node": await runtimeVersion() },
    });
    tellResult(output, written);
    return written;
  } finally {
    await tools.release();
    await prepared.release();
  }
}

function tellData(output: Output, { data, classes, joints }: ReplaySubject, notes: readonly string[]): void {
  const { name, train, test, skipped } = data;
  const kinds = joints === undefined ? `${classes!.length} classes` : `${joints.length} joints`;
  output.say(`${name}: ${train.ids.length} training and ${test.ids.length} test images, ${kinds}.`);
  for (const note of notes) output.say(note);
  if (skipped.length > 0) {
    output.say(`${skipped.length} file${skipped.length === 1 ? " was" : "s were"} left out:`);
    for (const { file, reason } of skipped.slice(0, 5)) output.say(`  ${file}: ${reason}`);
    if (skipped.length > 5) output.say(`  and ${skipped.length - 5} more.`);
  }
  output.emit({
    event: "dataset",
    name,
    classes,
    joints,
    train: train.ids.length,
    test: test.ids.length,
    skipped,
    notes,
  });
}

/** Draws the progress of one process or of several; time left is judged by the clock on the wall. */
function watchProgress({ plan, subject }: PreparedReplay, output: Output): (event: ReplayProgress) => void {
  const pace = paceOf(plan, subject);
  const { metric: figure, labels: unit } = wordsOf(subject.task);
  const { trials, rounds } = plan.settings;
  let last = performance.now();
  return (event) => {
    const name = armTitle(event.arm);
    if (event.kind === "round") {
      const now = performance.now();
      const arm = plan.arms.find((one) => one.name === event.arm)!;
      pace.finish(event.round, arm, event.resumed ? undefined : (now - last) / 1000);
      last = now;
      const { trial, round, labels, metric, resumed } = event;
      const reached = subject.task === "classification" ? { accuracy: metric } : { metric };
      output.emit({ event: "round", trial, arm: event.arm, round, labels, ...reached, resumed });
    }
    const { done, total, secondsLeft } = pace.standing();
    const what =
      event.kind === "round"
        ? `${name}: ${subject.task === "classification" ? "" : `${figure} `}${(100 * event.metric).toFixed(1)} % with ${event.labels} ${unit}`
        : `trial ${event.trial + 1} of ${trials}, round ${event.round} of ${rounds}, ${name}: step ${event.step} of ${event.steps}`;
    output.progress(progressLine(done / total, secondsLeft, what));
  };
}

function tellResult(output: Output, { report, files }: WrittenReplay): void {
  const columns = process.stdout.columns ?? 100;
  const colour = wantsColour(process.stdout.isTTY === true, process.env);
  output.say(`\n${terminalCurves(report, { columns, colour })}\n`);
  for (const file of files) output.say(file);
  output.emit({ event: "done", files, summary: reportData(report).summary });
}
