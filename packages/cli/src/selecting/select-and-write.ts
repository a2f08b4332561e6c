/** A selection from its files to its picks: look, reckon, read, rehearse, select, explain, write. */
import { keyFrom, type Selection, type SelectionRequest, type Strategy } from "@querent/core";
import { inWords } from "@querent/replay";
import { CancelledError } from "../terminal/errors.ts";
import type { Output } from "../terminal/output.ts";
import { progressLine } from "../terminal/progress-line.ts";
import { version } from "../version.ts";
import { checkNeeds, chooseParameters, chooseStrategy, type Parameters } from "./choose-strategy.ts";
import { explainPicks } from "./explain-picks.ts";
import { checkMemory, inGigabytes, type MemoryNeeded } from "./memory-check.ts";
import { checkOut, outFiles } from "./out-file.ts";
import { agreedIds, readIds } from "./pool-ids.ts";
import { readLabelledFile, resolveLabelled, type Labelled } from "./read-labelled.ts";
import { readSignals } from "./read-signals.ts";
import { rehearse, type TimeEstimate } from "./rehearse.ts";
import type { Problem } from "./sample-problem.ts";
import type { SelectRequest } from "./select-request.ts";
import { openContext, type MachineContext } from "./selection-context.ts";
import { bytesOfInputs, sizeOfSelection } from "./selection-size.ts";
import { describeSignals, itemsOf, signalsGiven } from "./signal-files.ts";
import { fileRecord, picksText, writeSelection, type FileRecord } from "./write-selection.ts";

/** Runs the whole of it. `abort` cancels: nothing is written then. */
export async function selectAndWrite(
  request: SelectRequest,
  output: Output,
  abort: AbortSignal,
): Promise<void> {
  try {
    await untilAborted(request, output, abort);
  } catch (error) {
    if (!abort.aborted) throw error;
    throw new CancelledError("Stopped. Nothing was written.", { cause: error });
  }
}

async function untilAborted(request: SelectRequest, output: Output, abort: AbortSignal): Promise<void> {
  const began = performance.now();
  const strategy = chooseStrategy(request.strategy);
  const params = chooseParameters(strategy, request.params);
  const files = outFiles(request.out);
  const labelledFile = request.labelled === undefined ? undefined : await readLabelledFile(request.labelled);
  await checkNeeds(strategy, signalsGiven(request, labelledFile?.labels !== undefined));
  const signalFiles = await describeSignals(request);
  const idFile = request.ids === undefined ? undefined : await readIds(request.ids);
  const items = itemsOf(signalFiles, idFile && { given: idFile.given, rows: idFile.ids.length });
  const inputs = inputPaths(request, signalFiles);
  await checkOut(files, Object.values(inputs));
  const size = sizeOfSelection(signalFiles, items, labelledFile?.ids.length ?? 0, request.batch);
  checkBatch(request.batch, size.items);
  const memory = checkMemory(strategy, params, size, bytesOfInputs(signalFiles, items), request.force);

  const read = await readSignals(signalFiles, {
    shared: request.threads > 1,
    abort,
    progress: watch(output, (share) => progressLine(share, undefined, "reading")),
  });
  const sources = idFile === undefined ? read.ids : [idFile, ...read.ids];
  const ids = agreedIds(items, sources);
  const labelled: Labelled =
    labelledFile === undefined
      ? { rows: new Int32Array(0) }
      : resolveLabelled(labelledFile, ids, {
          hasIds: sources.length > 0,
          classes: request.classes ?? read.classes,
          columns: read.signals.probabilities?.cols,
        });
  const problem: Problem = {
    signals: { ...read.signals, ...(labelled.labels && { labels: labelled.labels }) },
    request: requestFor(request, params, ids, labelled.rows),
  };
  const records = await recordsOf(inputs);
  const readSeconds = (performance.now() - began) / 1000;

  const context = await openContext(strategy, request.threads, abort);
  try {
    const estimate = await rehearse(strategy, params, problem, size, context);
    tellEstimate(output, strategy, size.items, request.batch, memory, estimate);
    const started = performance.now();
    const selection = await select(strategy, problem, context, output, estimate);
    const selectSeconds = (performance.now() - started) / 1000;
    const columns = request.why
      ? await explainPicks(problem, selection, context.kernels, stepOf(context))
      : [];
    abort.throwIfAborted();
    const picks = picksText(selection, ids, columns);
    await writeSelection(
      files,
      picks,
      manifestOf(request, strategy, params, records, items, labelled, selection),
      {
        estimated: estimate.seconds,
        select: selectSeconds,
        read: readSeconds,
        threads: request.threads,
        node: process.versions.node,
      },
    );
    tellResult(output, strategy, selection, ids, files, selectSeconds);
  } finally {
    await context.release();
  }
}

function requestFor(
  { batch, seed }: SelectRequest,
  params: Parameters,
  ids: readonly string[],
  labelled: Int32Array,
): SelectionRequest {
  const isLabelled = new Set(labelled);
  const candidates = Int32Array.from(ids.keys()).filter((row) => !isLabelled.has(row));
  return { params, ids, labelled, candidates, batchSize: batch, key: keyFrom(seed) };
}

function checkBatch(batch: number, candidates: number): void {
  if (candidates < 1) throw new Error("There must be an item without a label; every one has one. Add items.");
  if (batch > candidates)
    throw new Error(
      `--batch must be an integer in [1, ${candidates}]; got ${batch}. The pool has ${candidates} unlabelled items: ` +
        "lower --batch or add items.",
    );
}

async function select(
  strategy: Strategy,
  { signals, request }: Problem,
  context: MachineContext,
  output: Output,
  { seconds }: TimeEstimate,
): Promise<Selection> {
  const draw = watch(output, (share, elapsed) => {
    const known = share > 0.05 ? (elapsed * (1 - share)) / share : (seconds ?? NaN) - elapsed;
    return progressLine(share, Number.isNaN(known) ? undefined : Math.max(0, known), strategy.name);
  });
  const progress = (done: number, total: number): void => draw(done / total);
  return strategy.select(signals, request, { ...context, progress });
}

/** Draws a progress line, at most ten a second and none of what is done within one. */
function watch(output: Output, line: (share: number, elapsed: number) => string): (share: number) => void {
  const started = performance.now();
  let next = started + 1000;
  return (share) => {
    const now = performance.now();
    if (now < next) return;
    next = now + 100;
    output.progress(line(share, (now - started) / 1000));
  };
}

function stepOf({ abort, yieldNow }: MachineContext): () => Promise<void> {
  return async () => {
    await yieldNow?.();
    if (abort?.aborted === true) throw abort.reason;
  };
}

/** The files that are read, by the option that names them. */
function inputPaths(
  request: SelectRequest,
  signals: readonly { name: string; file: { path: string } }[],
): Record<string, string> {
  const paths: Record<string, string> = {};
  for (const { name, file } of signals)
    paths[name === "weights" || name === "bias" ? "lastLayer" : name] = file.path;
  if (request.ids !== undefined) paths.ids = request.ids;
  if (request.labelled !== undefined) paths.labelled = request.labelled;
  return paths;
}

async function recordsOf(inputs: Readonly<Record<string, string>>): Promise<Record<string, FileRecord>> {
  const records: Record<string, FileRecord> = {};
  for (const [name, path] of Object.entries(inputs)) records[name] = await fileRecord(path);
  return records;
}

/** What repeats the selection, and nothing that differs between two runs of it. */
function manifestOf(
  { seed, batch }: SelectRequest,
  { name }: Strategy,
  params: Parameters,
  inputs: Readonly<Record<string, FileRecord>>,
  items: number,
  { rows, classes }: Labelled,
  { facts }: Selection,
): Record<string, unknown> {
  return {
    querent: version,
    strategy: name,
    parameters: params,
    seed,
    batch,
    items,
    labelled: rows.length,
    ...(classes !== undefined && { classes }),
    inputs,
    ...(facts !== undefined && { facts }),
  };
}

function tellEstimate(
  output: Output,
  { name }: Strategy,
  items: number,
  batch: number,
  { inputs, strategy, free }: MemoryNeeded,
  { seconds, reason }: TimeEstimate,
): void {
  const time =
    seconds === undefined
      ? `no estimate of the time (${reason})`
      : seconds < 1
        ? "under a second"
        : `about ${inWords(seconds)}`;
  output.say(
    `${name}: ${batch} of ${items} items, ${time}; ${inGigabytes(inputs)} for the inputs and ${inGigabytes(strategy)} ` +
      `beside them, ${inGigabytes(free)} free. Ctrl-C stops.`,
  );
  output.emit({
    event: "estimate",
    strategy: name,
    items,
    batch,
    seconds,
    reason,
    bytes: { inputs, strategy, free },
  });
}

function tellResult(
  output: Output,
  { name }: Strategy,
  { picks, scores, why, facts }: Selection,
  ids: readonly string[],
  files: ReturnType<typeof outFiles>,
  seconds: number,
): void {
  for (let i = 0; i < Math.min(3, picks.length); i += 1)
    output.say(`  ${i + 1}. ${ids[picks[i]]}: ${why[i]}`);
  if (picks.length > 3) output.say(`  and ${picks.length - 3} more.`);
  for (const [fact, value] of Object.entries(facts ?? {})) output.say(`  ${fact}: ${value}`);
  output.say(`Done in ${inWords(seconds)}.`);
  for (const file of Object.values(files)) output.say(file);
  Array.from(picks, (row, i) =>
    output.emit({ event: "pick", rank: i + 1, id: ids[row], score: scores[i], why: why[i] }),
  );
  output.emit({
    event: "done",
    strategy: name,
    picks: picks.length,
    seconds,
    facts,
    files: Object.values(files),
  });
}
