/** Checks the signals a strategy needs: present, of the right shape, finite, and probabilities that are ones. */

import type { Matrix } from "../../contracts.ts";
import type { Ensemble, LastLayer, SignalName, Signals, Strategy } from "../contract.ts";
import { checkFinite } from "../../array/check-finite.ts";
import { joined } from "../../array/joined.ts";
import { checkBoxSignals } from "./check-box-signals.ts";
import { checkDistribution } from "./check-distribution.ts";
import { checkJointSignals } from "./check-joint-signals.ts";

/** What each signal is called, and what supplies it when it is missing. */
const SIGNALS: Readonly<Record<SignalName, { readonly words: string; readonly supply: string }>> = {
  probabilities: {
    words: "probabilities",
    supply: "train a model first: querent train DIR, or give querent select --probabilities P.npy",
  },
  embeddings: {
    words: "embeddings",
    supply: "embed the images first: querent embed DIR, or give querent select --embeddings E.npy",
  },
  predictedLoss: {
    words: "predicted loss",
    supply:
      "train a model with its loss prediction module first: querent train DIR, " +
      "or give querent select --signal predictedLoss=L.npy",
  },
  passes: {
    words: "passes",
    supply:
      "train a network with dropout (querent replay --network small-dropout), or give " +
      "querent select --signal passes=P.npy, shaped (passes, items, classes)",
  },
  committee: {
    words: "committee",
    supply:
      "train several models (querent replay --committee 5), or give querent select --signal committee=P.npy, " +
      "shaped (models, items, classes)",
  },
  labels: {
    words: "labels",
    supply: "give a column label beside id: querent select --labelled L.csv",
  },
  lastLayer: {
    words: "last layer",
    supply:
      "give querent select --signal lastLayer=W.npz with the arrays weights (d, classes) and bias (classes)",
  },
  targets: {
    words: "targets",
    supply: "give embeddings of what is looked for: querent select --signal targets=T.npy",
  },
  avoid: {
    words: "avoid",
    supply: "give embeddings of what is not wanted: querent select --signal avoid=A.npy",
  },
  detections: { words: "boxes found", supply: boxesOf("detections") },
  boxEmbeddings: {
    words: "embeddings of boxes",
    supply:
      "replay a detector (querent replay --task detection), or give querent select --signal boxEmbeddings=B.npy, " +
      "shaped (boxes, dimensions)",
  },
  flippedDetections: { words: "boxes found in mirrored images", supply: boxesOf("flippedDetections") },
  noisyDetections: { words: "boxes found under noise", supply: boxesOf("noisyDetections", true) },
  detectionPasses: { words: "boxes found in passes", supply: boxesOf("detectionPasses", true) },
  heatMaps: { words: "heat maps", supply: mapsOf("heatMaps") },
  flippedHeatMaps: { words: "heat maps of mirrored images", supply: mapsOf("flippedHeatMaps") },
  pointPasses: {
    words: "points of passes",
    supply:
      "replay a pose network with dropout (querent replay --task pose), or give " +
      "querent select --signal pointPasses=P.npy, shaped (passes, items, joints, 2)",
  },
};

function boxesOf(name: string, isList = false): string {
  const files = isList ? `${name}=A.npz,B.npz,…, each` : `${name}=D.npz`;
  return (
    `replay a detector (querent replay --task detection), or give querent select --signal ${files} with the arrays ` +
    "starts (items + 1), corners (boxes, 4) and probabilities (boxes, classes + 1)"
  );
}

function mapsOf(name: string): string {
  return (
    `replay a pose network (querent replay --task pose), or give querent select --signal ${name}=H.npy, ` +
    "shaped (items, joints, height, width)"
  );
}

/** The name of a signal in words. */
export function signalWords(name: SignalName): string {
  return SIGNALS[name].words;
}

/**
 * @param n the number of items in the pool
 * @param candidates rows that must be sound in every signal
 * @param labelled rows that must be sound in embeddings and labels too, and in boxes where these have
 *   embeddings
 * @throws when a need is unmet, a shape disagrees, or a value is not finite or not a probability
 */
export function checkSignals(
  strategy: Pick<Strategy, "name" | "needs">,
  signals: Signals,
  ids: readonly string[],
  candidates: Int32Array,
  labelled: Int32Array,
): void {
  for (const need of strategy.needs) {
    const { words, supply } = SIGNALS[need];
    if (signals[need] === undefined)
      throw new Error(`${strategy.name} needs ${words}, and there are none; ${supply}.`);
  }
  const needed = new Set(strategy.needs);
  const { probabilities, embeddings, predictedLoss, passes, committee, labels, lastLayer } = signals;
  if (needed.has("embeddings")) checkTable("embeddings", embeddings!, ids, joined(candidates, labelled));
  if (needed.has("probabilities")) {
    checkTable("probabilities", probabilities!, ids, candidates);
    checkDistributions("probabilities", probabilities!, ids, candidates);
  }
  if (needed.has("predictedLoss")) {
    const column = { rows: predictedLoss!.length, cols: 1, data: predictedLoss! };
    checkTable("predictedLoss", column, ids, candidates);
  }
  if (needed.has("passes")) checkEnsemble("passes", passes!, ids, candidates);
  if (needed.has("committee")) checkEnsemble("committee", committee!, ids, candidates);
  if (needed.has("labels")) checkLabels(labels!, ids, labelled);
  if (needed.has("lastLayer")) checkLastLayer(lastLayer!, signals);
  for (const name of ["targets", "avoid"] as const)
    if (needed.has(name)) checkOthers(name, signals[name]!, signals);
  checkBoxSignals(needed, signals, ids, candidates, labelled);
  checkJointSignals(needed, signals, ids, candidates);
}

function checkTable(
  name: SignalName,
  { rows, cols, data }: { rows: number; cols: number; data: ArrayLike<number> },
  ids: readonly string[],
  sound: Int32Array,
): void {
  const { words } = SIGNALS[name];
  if (rows !== ids.length || data.length !== rows * cols) {
    throw new RangeError(
      `The ${words} must have one row for each of the ${ids.length} items; got ${rows} rows of ${cols} ` +
        `in ${data.length} values. Compute them again for this pool.`,
    );
  }
  if (cols === 0) throw new RangeError(`The ${words} must have at least one column; got 0.`);
  checkFinite(words, data, cols, sound, ids);
}

function checkEnsemble(
  name: "passes" | "committee",
  { members, rows, cols, data }: Ensemble,
  ids: readonly string[],
  sound: Int32Array,
): void {
  const { words } = SIGNALS[name];
  if (members < 2)
    throw new RangeError(`The ${words} must have at least two members; got ${members}. Draw more.`);
  const size = rows * cols;
  if (rows !== ids.length || data.length !== members * size) {
    throw new RangeError(
      `The ${words} must be shaped (members, ${ids.length} items, classes); got ${members} x ${rows} x ${cols} ` +
        `in ${data.length} values. Compute them again for this pool.`,
    );
  }
  for (let member = 0; member < members; member += 1) {
    const one = { rows, cols, data: data.subarray(member * size, (member + 1) * size) };
    checkFinite(words, one.data, cols, sound, ids);
    checkDistributions(words, one, ids, sound);
  }
}

function checkDistributions(
  words: string,
  { cols, data }: Matrix,
  ids: readonly string[],
  sound: Int32Array,
): void {
  if (cols < 2) throw new RangeError(`The ${words} must have at least two classes; got ${cols}.`);
  for (const item of sound) checkDistribution(words, data, item * cols, (item + 1) * cols, ids[item]);
}

function checkLabels(labels: Int32Array, ids: readonly string[], labelled: Int32Array): void {
  if (labels.length !== ids.length) {
    throw new RangeError(
      `The labels must have one value for each of the ${ids.length} items; got ${labels.length}. ` +
        "Give any number for items without a label.",
    );
  }
  for (const item of labelled) {
    if (labels[item] < 0) {
      throw new RangeError(
        `The label of item "${ids[item]}" must be the number of a class, 0 or more; got ${labels[item]}. ` +
          "Give its class, or leave it out of the labelled items.",
      );
    }
  }
}

function checkLastLayer({ weights, bias }: LastLayer, { embeddings, probabilities }: Signals): void {
  const size = weights.rows * weights.cols;
  if (weights.data.length !== size || bias.length !== weights.cols || weights.cols < 2) {
    throw new RangeError(
      "The last layer must have weights (d, classes) and bias (classes), two classes or more; got weights " +
        `${weights.rows} x ${weights.cols} in ${weights.data.length} values and a bias of ${bias.length}.`,
    );
  }
  if (embeddings !== undefined && embeddings.cols !== weights.rows) {
    throw new RangeError(
      `The last layer must have one row of weights for each of the ${embeddings.cols} columns of the embeddings; ` +
        `got ${weights.rows}. Give the features that this layer reads.`,
    );
  }
  if (probabilities !== undefined && probabilities.cols !== weights.cols) {
    throw new RangeError(
      `The last layer must have the ${probabilities.cols} classes of the probabilities; got ${weights.cols}.`,
    );
  }
  for (const value of [weights.data, bias])
    if (!value.every(Number.isFinite))
      throw new RangeError(
        `The last layer must be finite; got ${value.find((x) => !Number.isFinite(x))}. Train the model again.`,
      );
}

function checkOthers(name: "targets" | "avoid", { rows, cols, data }: Matrix, { embeddings }: Signals): void {
  const { words } = SIGNALS[name];
  if (rows === 0 || data.length !== rows * cols || (embeddings !== undefined && cols !== embeddings.cols)) {
    throw new RangeError(
      `The ${words} must be one row or more of ${embeddings?.cols ?? cols} columns, as the embeddings; ` +
        `got ${rows} rows of ${cols} in ${data.length} values.`,
    );
  }
  const names = Array.from({ length: rows }, (_, i) => `row ${i}`);
  checkFinite(words, data, cols, Int32Array.from(names.keys()), names);
}
