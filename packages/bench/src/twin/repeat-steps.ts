/** Repeats every step of a training in PyTorch from the state that Querent had before it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Key } from "@querent/core";
import type { Classifier } from "@querent/models";
import { startPeer } from "../peer-process.ts";
import type { Labelled } from "./twin-data.ts";
import { writeTwinFolder } from "./write-twin-folder.ts";

/** One step on both sides from one state. */
export interface RepeatedStep {
  readonly loss: number;
  readonly theirLoss: number;
  /** |difference| / |gradient| of the tensor where it is largest, by the Euclidean norm; and that tensor. */
  readonly gradient: number;
  readonly tensor: string;
  /** The largest difference of a weight after the step. */
  readonly weights: number;
}

/** Trains by Querent; each step is handed over with the state it led to. */
export async function repeatSteps(
  classifier: Classifier,
  key: Key,
  train: Labelled,
): Promise<RepeatedStep[]> {
  const { images, labels } = train;
  const folder = mkdtempSync(join(tmpdir(), "querent-twin-"));
  const state = join(folder, "state.safetensors");
  const steps: RepeatedStep[] = [];
  const losses: number[] = [];
  try {
    writeTwinFolder(folder, classifier.settings, key, train, train);
    const peer = startPeer("twin_steps.py", [folder]);
    const save = async (bytes: Uint8Array): Promise<void> => {
      writeFileSync(state, bytes);
      peer.send({ step: steps.length, state });
      const { done, value } = await peer.answers.next();
      if (done) throw new Error("The PyTorch twin must answer each step; it ended.");
      const { loss: theirLoss, ...apart } = value as Omit<RepeatedStep, "theirLoss">;
      steps.push({ ...apart, loss: losses[losses.length - 1], theirLoss });
    };
    const trained = await classifier.train({
      images,
      labels,
      indices: Int32Array.from(labels.keys()),
      key,
      progress: ({ loss }) => void losses.push(loss),
      checkpoint: { everySteps: 1, save },
    });
    await trained.release();
    await peer.close();
    return steps;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
