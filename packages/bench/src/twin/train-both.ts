/** Trains one seed twice, by Querent and by PyTorch, from the same weights on the same batches. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argmaxRows, split, type Key } from "@querent/core";
import { createSession } from "@querent/graph";
import { createClassifier, type Classifier, type Compile } from "@querent/models";
import { startPeer } from "../peer-process.ts";
import { interpretedSession } from "./interpreted-session.ts";
import type { Labelled } from "./twin-data.ts";
import { writeTwinFolder } from "./write-twin-folder.ts";

/** Steps whose losses are compared one by one; later, rounding has grown into different trainings. */
export const COMPARED_STEPS = 20;

/** One training: the loss of each step, the share of test images that it got right, and the time of the steps. */
export interface TrainingFigures {
  readonly losses: readonly number[];
  readonly accuracy: number;
  readonly seconds: number;
}

/** The first losses of the same training computed otherwise. */
export interface FirstLosses {
  /** Ours in float32 with every convolution as a direct sum, as PyTorch computes them: no minimal filtering. */
  readonly oursDirect: readonly number[];
  readonly theirsDouble: readonly number[];
  readonly oursDouble?: readonly number[];
}

export interface Twins {
  readonly ours: TrainingFigures;
  readonly theirs: TrainingFigures;
  readonly first: FirstLosses;
}

/**
 * Ours first, then theirs, so that neither slows the other down; then the first steps otherwise, with `exact` ours in
 * float64 too (minutes, by the interpreter).
 */
export async function trainBoth(
  classifier: Classifier,
  key: Key,
  train: Labelled,
  test: Labelled,
  exact: boolean,
): Promise<Twins> {
  const training = split(key, "training");
  const ours = await trainOurs(classifier, training, train, test);
  const folder = mkdtempSync(join(tmpdir(), "querent-twin-"));
  try {
    writeTwinFolder(folder, classifier.settings, training, train, test);
    const theirs = await trainTheirs(folder);
    const first = {
      oursDirect: await ourFirstLosses(classifier, directSession, training, train),
      theirsDouble: await theirDoubleLosses(folder),
      ...(exact && { oursDouble: await ourFirstLosses(classifier, interpretedSession, training, train) }),
    };
    return { ours, theirs, first };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function trainOurs(
  classifier: Classifier,
  key: Key,
  { images, labels }: Labelled,
  test: Labelled,
): Promise<TrainingFigures> {
  const losses: number[] = [];
  let start = 0;
  let end = 0;
  const indices = Int32Array.from(labels.keys());
  const progress = ({ loss }: { loss: number }): void => {
    end = performance.now();
    if (losses.length === 0) start = end; // the session was compiled before the first step
    losses.push(loss);
  };
  const trained = await classifier.train({ images, labels, indices, key, progress });
  const { probabilities } = await trained.predict(test.images, Int32Array.from(test.labels.keys()));
  await trained.release();
  const correct = argmaxRows(probabilities).filter((label, at) => label === test.labels[at]).length;
  const seconds = ((end - start) / 1000) * (losses.length / (losses.length - 1));
  return { losses, accuracy: correct / test.labels.length, seconds };
}

const directSession: Compile = (program, options) =>
  createSession(program, { ...options, lowering: { form: () => "columns" } });

async function ourFirstLosses(
  { settings }: Classifier,
  compile: Compile,
  key: Key,
  { images, labels }: Labelled,
): Promise<number[]> {
  const classifier = createClassifier(settings, compile);
  const losses: number[] = [];
  const enough = new AbortController();
  const progress = ({ loss }: { loss: number }): void => {
    if (losses.push(loss) === COMPARED_STEPS) enough.abort();
  };
  const indices = Int32Array.from(labels.keys());
  try {
    await classifier.train({ images, labels, indices, key, progress, abort: enough.signal });
  } catch (error) {
    if (!enough.signal.aborted) throw error;
  }
  await classifier.release();
  return losses;
}

async function trainTheirs(folder: string): Promise<TrainingFigures> {
  const lines = await peerLines([folder]);
  const last = lines.pop();
  if (last === undefined || !("accuracy" in last))
    throw new Error("The PyTorch twin must give its accuracy; it ended without.");
  return { losses: lossesOf(lines), accuracy: last.accuracy, seconds: last.seconds };
}

async function theirDoubleLosses(folder: string): Promise<number[]> {
  return lossesOf(await peerLines([folder, "--double", String(COMPARED_STEPS)]));
}

type PeerLine = { readonly loss: number } | { readonly accuracy: number; readonly seconds: number };

async function peerLines(args: readonly string[]): Promise<PeerLine[]> {
  const peer = startPeer("twin_train.py", args);
  const lines: PeerLine[] = [];
  for (;;) {
    const { done, value } = await peer.answers.next();
    if (done) break;
    lines.push(value as PeerLine);
  }
  await peer.close();
  return lines;
}

function lossesOf(lines: readonly PeerLine[]): number[] {
  return lines.map((line) => {
    if (!("loss" in line)) throw new Error("The PyTorch twin must give a loss each step.");
    return line.loss;
  });
}
