/** Which file holds which signal, and what it says about itself before it is read. */
import type { SignalName } from "@querent/core";
import { describeNumbers, parseFilePart, shapeInWords, type FilePart } from "@querent/formats";
import {
  boxArrays,
  boxPart,
  boxShapes,
  isBoxArray,
  isBoxSignal,
  type BoxArray,
  type BoxSignal,
} from "./box-files.ts";
import { UsageError } from "../terminal/errors.ts";
import { didYouMean } from "./closest-name.ts";
import type { SelectRequest } from "./select-request.ts";

/** A signal that is read from a file; `part` is the array of an archive or the columns of a table. */
export interface SignalFile {
  readonly name: ArraySignal;
  readonly given: string;
  readonly file: FilePart;
  readonly shape: readonly number[];
}

/** Signals that are one array; the last layer is two, its weights and its bias, and boxes are three. */
export type ArraySignal =
  Exclude<SignalName, "labels" | "lastLayer" | BoxSignal> | "weights" | "bias" | BoxArray;

const bySignalOption: readonly SignalName[] = [
  "predictedLoss",
  "passes",
  "committee",
  "lastLayer",
  "targets",
  "avoid",
  "detections",
  "boxEmbeddings",
  "flippedDetections",
  "noisyDetections",
  "detectionPasses",
  "heatMaps",
  "flippedHeatMaps",
  "pointPasses",
];

/** The shape each must have, in words, with n for one row an item. */
const shapes: Readonly<Record<Exclude<ArraySignal, BoxArray>, readonly string[]>> = {
  embeddings: ["n", "dimensions"],
  probabilities: ["n", "classes"],
  predictedLoss: ["n"],
  passes: ["passes", "n", "classes"],
  committee: ["models", "n", "classes"],
  targets: ["rows", "dimensions"],
  avoid: ["rows", "dimensions"],
  weights: ["dimensions", "classes"],
  bias: ["classes"],
  boxEmbeddings: ["boxes", "dimensions"],
  heatMaps: ["n", "joints", "height", "width"],
  flippedHeatMaps: ["n", "joints", "height", "width"],
  pointPasses: ["passes", "n", "joints", "2"],
};

function shapeOf(name: ArraySignal): readonly string[] {
  return isBoxArray(name) ? boxShapes[boxPart(name)] : shapes[name];
}

/** The signals that a request will supply. */
export function signalsGiven(request: SelectRequest, hasLabels: boolean): Set<SignalName> {
  const given = new Set<SignalName>();
  if (request.embeddings !== undefined) given.add("embeddings");
  if (request.probabilities !== undefined) given.add("probabilities");
  for (const { name } of request.signals) given.add(signalNamed(name, given));
  if (hasLabels) given.add("labels");
  return given;
}

function signalNamed(name: string, given: ReadonlySet<SignalName>): SignalName {
  const found = bySignalOption.find((one) => one === name);
  if (found === undefined)
    throw new UsageError(
      `--signal must be NAME=FILE with one of the names ${bySignalOption.join(", ")}; got "${name}".` +
        didYouMean(name, bySignalOption),
    );
  if (given.has(found)) throw new UsageError(`--signal names "${name}" twice.`);
  return found;
}

/** Looks at the header of every file. @throws when one is missing, is damaged, or has another number of dimensions */
export async function describeSignals(request: SelectRequest): Promise<SignalFile[]> {
  const files: SignalFile[] = [];
  const add = async (name: ArraySignal, given: string, file = parseFilePart(given)): Promise<void> => {
    const { shape } = await describeNumbers(file);
    files.push({ name, given, file, shape: shapeFor(name, given, shape) });
  };
  if (request.embeddings !== undefined) await add("embeddings", request.embeddings);
  if (request.probabilities !== undefined) await add("probabilities", request.probabilities);
  for (const { name, value } of request.signals) {
    if (isBoxSignal(name)) {
      for (const array of boxArrays(name, value)) await add(array.name, array.given, array.file);
      continue;
    }
    if (name !== "lastLayer") {
      await add(name as ArraySignal, value);
      continue;
    }
    if (!value.endsWith(".npz"))
      throw new Error(
        `${value} must be an .npz archive with the arrays weights (d, classes) and bias (classes).`,
      );
    await add("weights", value, { path: value, part: "weights" });
    await add("bias", value, { path: value, part: "bias" });
  }
  return files;
}

/** The shape a signal is read as; one column of numbers is a list of them. */
function shapeFor(name: ArraySignal, given: string, shape: readonly number[]): readonly number[] {
  const wanted = shapeOf(name);
  const read = name === "predictedLoss" && shape.length === 2 && shape[1] === 1 ? [shape[0]] : shape;
  const fits = wanted.every((length, axis) => Number.isNaN(Number(length)) || Number(length) === read[axis]);
  const mayBeEmpty = wanted[0] === "boxes";
  if (read.length === wanted.length && fits && !read.includes(0, mayBeEmpty ? 1 : 0)) return read;
  throw new Error(
    `${given} must be shaped (${wanted.join(", ")}) to be the ${name}, n being the number of items; ` +
      `got ${shapeInWords(shape)}.`,
  );
}

/**
 * The number of items: the rows of every file that has one for each.
 *
 * @param others files of other kinds that have one for each too
 * @throws when they disagree
 */
export function itemsOf(
  files: readonly SignalFile[],
  others: readonly { readonly given: string; readonly rows: number }[],
): number {
  const counts = files.flatMap(({ name, given, shape }) => {
    const wanted = shapeOf(name);
    if (wanted[0] === "n + 1") return [{ given, rows: shape[0] - 1 }];
    const axis = wanted.indexOf("n");
    return axis < 0 ? [] : [{ given, rows: shape[axis] }];
  });
  counts.push(...others);
  if (counts.length === 0)
    throw new UsageError(
      "Give the items to choose from: --embeddings E.npy, --probabilities P.npy or --ids I.csv.",
    );
  if (counts.some(({ rows }) => rows !== counts[0].rows)) {
    const listed = counts.map(({ given, rows }) => `${given} has ${rows}`).join(", ");
    throw new Error(
      `All files must have one row for each item of the same pool; ${listed}. Write them again for one pool.`,
    );
  }
  return counts[0].rows;
}
