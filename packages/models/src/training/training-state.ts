/** A training as bytes, so that it can go on later to the same result. */
import { split, keyFrom, type Key } from "@querent/core";
import { decodeTensors, encodeTensors, type TrainerState } from "@querent/graph";

/** Where a training stands: weights and optimiser state after `step` steps, and the epoch's losses so far. */
export interface TrainingState {
  readonly trainer: TrainerState;
  /** Sum of the target losses of this epoch's steps. */
  readonly lossSum: number;
}

/** The state as a safetensors file; `fingerprint` says which training it belongs to. */
export function encodeTrainingState({ trainer, lossSum }: TrainingState, fingerprint: string): Uint8Array {
  return encodeTensors(trainer.tensors, {
    kind: "querent training state",
    step: String(trainer.step),
    lossSum: String(lossSum),
    fingerprint,
  });
}

/** @throws when the bytes are not a training state, or one of another training */
export function decodeTrainingState(bytes: Uint8Array, fingerprint: string): TrainingState {
  const { tensors, metadata } = decodeTensors(bytes);
  if (metadata.kind !== "querent training state")
    throw new Error("A training can only be resumed from a training state; these bytes are something else.");
  if (metadata.fingerprint !== fingerprint)
    throw new Error(
      "A training must be resumed with the settings, items, labels, module and key it began with; some differ. Start anew.",
    );
  return { trainer: { step: Number(metadata.step), tensors }, lossSum: Number(metadata.lossSum) };
}

/** A short text that differs when the settings, the items, their targets or the key do. */
export function trainingFingerprint(
  settings: unknown,
  indices: Int32Array,
  key: Key,
  targetOf: (item: number) => readonly number[],
): string {
  let state = split(keyFrom(JSON.stringify(settings)), ...key, indices.length);
  for (const item of indices) state = split(state, item, ...targetOf(item));
  return state.map((word) => word.toString(16).padStart(8, "0")).join("");
}
