/** A selection from its files to its picks: look, reckon, read, rehearse, select, explain, write. */
import { keyFrom, type Selection, type SelectionRequest, type Strategy } from "@querent/core";
import { CancelledError, UsageError } from "../terminal/errors.ts";
import type { Output } from "../terminal/output.ts";
import { progressLine } from "../terminal/progress-line.ts";
import { boxInput, isBoxArray } from "./box-files.ts";
import {
  checkNeeds,
  chooseParameters,
  chooseStrategy,
  type ChosenStrategy,
  type Parameters,
} from "./choose-strategy.ts";
import { explainPicks } from "./explain-picks.ts";
import { checkMemory } from "./memory-check.ts";
import { checkOut, outFiles } from "./out-file.ts";
import { agreedIds, readIds } from "./pool-ids.ts";
import { readLabelledFile, resolveLabelled, type Labelled } from "./read-labelled.ts";
import { readMix } from "./read-mix.ts";
import { readSignals } from "./read-signals.ts";
import { rehearse, type TimeEstimate } from "./rehearse.ts";
import type { Problem } from "./sample-problem.ts";
import type { SelectRequest } from "./select-request.ts";
import { openContext, type MachineContext } from "./selection-context.ts";
import { bytesOfInputs, sizeOfSelection } from "./selection-size.ts";
import { describeSignals, itemsOf, signalsGiven } from "./signal-files.ts";
import { tellEstimate, tellResult, watch } from "./tell-selection.ts";
import { fileRecord, manifestOf, picksText, writeSelection, type FileRecord } from "./write-selection.ts";

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
  const chosen = await strategyOf(request);
  const { strategy } = chosen;
  const params = chooseParameters(strategy, request.params);
  const files = outFiles(request.out);
  const labelledFile = request.labelled === undefined ? undefined : await readLabelledFile(request.labelled);
  await checkNeeds(strategy, signalsGiven(request, labelledFile?.labels !== undefined));
  const signalFiles = await describeSignals(request);
  const idFile = request.ids === undefined ? undefined : await readIds(request.ids);
  const idRows = idFile === undefined ? [] : [{ given: idFile.given, rows: idFile.ids.length }];
  const items = itemsOf(signalFiles, [...idRows, ...chosen.columns]);
  const inputs = { ...inputPaths(request, signalFiles), ...chosen.files };
  await checkOut(Object.values(files), Object.values(inputs));
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
    const estimate = await rehearse(chosen, params, problem, size, context);
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

/** The strategy that is named, or described by a file. */
async function strategyOf({ strategy, config }: SelectRequest): Promise<ChosenStrategy> {
  if (config !== undefined && strategy !== undefined)
    throw new UsageError("Give one of --strategy NAME and --config MIX.json; got both.");
  if (config !== undefined) return readMix(config);
  if (strategy === undefined)
    throw new UsageError("Give --strategy NAME, or --config MIX.json for a weighted product.");
  return { strategy: chooseStrategy(strategy), files: {}, columns: [] };
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
  for (const { name, file } of signals) paths[inputName(name)] = file.path;
  if (request.ids !== undefined) paths.ids = request.ids;
  if (request.labelled !== undefined) paths.labelled = request.labelled;
  return paths;
}

function inputName(name: string): string {
  if (isBoxArray(name)) return boxInput(name);
  return name === "weights" || name === "bias" ? "lastLayer" : name;
}

async function recordsOf(inputs: Readonly<Record<string, string>>): Promise<Record<string, FileRecord>> {
  const records: Record<string, FileRecord> = {};
  for (const [name, path] of Object.entries(inputs)) records[name] = await fileRecord(path);
  return records;
}
