/** Trains one seed twice, by Querent and by PyTorch, from the same weights on the same batches. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argmaxRows, split, type Key } from "@querent/core";
import type { Classifier } from "@querent/models";
import { startPeer } from "../peer-process.ts";
import type { Labelled } from "./twin-data.ts";
import { writeTwinFolder } from "./write-twin-folder.ts";

/** One training: the loss of each step, the share of test images that it got right, and the time of the steps. */
export interface TrainingFigures {
  readonly losses: readonly number[];
  readonly accuracy: number;
  readonly seconds: number;
}

export interface Twins {
  readonly ours: TrainingFigures;
  readonly theirs: TrainingFigures;
}

/** Ours first, then theirs, so that neither slows the other down. */
export async function trainBoth(
  classifier: Classifier,
  key: Key,
  train: Labelled,
  test: Labelled,
): Promise<Twins> {
  const training = split(key, "training");
  const ours = await trainOurs(classifier, training, train, test);
  const folder = mkdtempSync(join(tmpdir(), "querent-twin-"));
  try {
    writeTwinFolder(folder, classifier.settings, training, train, test);
    return { ours, theirs: await trainTheirs(folder) };
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

async function trainTheirs(folder: string): Promise<TrainingFigures> {
  const peer = startPeer("twin_train.py", [folder]);
  const losses: number[] = [];
  for (;;) {
    const { done, value } = await peer.answers.next();
    if (done) throw new Error("The PyTorch twin must give its accuracy; it ended without.");
    const line = value as { loss: number } | { accuracy: number; seconds: number };
    if ("loss" in line) {
      losses.push(line.loss);
      continue;
    }
    await peer.close();
    return { losses, accuracy: line.accuracy, seconds: line.seconds };
  }
}
