/** How large a selection is, for the strategy to reckon its cost. */
import type { SelectionSize } from "@querent/core";
import type { ArraySignal, SignalFile } from "./signal-files.ts";

/** The size from the shapes of the files, before they are read. */
export function sizeOfSelection(
  files: readonly SignalFile[],
  items: number,
  labelled: number,
  batch: number,
): SelectionSize {
  const shape = (name: ArraySignal): readonly number[] | undefined =>
    files.find((file) => file.name === name)?.shape;
  const ensemble = shape("passes") ?? shape("committee");
  return {
    items: items - labelled,
    labelled,
    batch,
    dimensions: shape("embeddings")?.[1] ?? 0,
    classes: shape("probabilities")?.[1] ?? ensemble?.[2] ?? shape("weights")?.[1] ?? 0,
    members: ensemble?.[0] ?? 0,
  };
}

/** Bytes that the signals take as 32-bit floats, and ids and labels beside them. */
export function bytesOfInputs(files: readonly SignalFile[], items: number): number {
  const perItem = 120; // an id as text, its place in the table of ids, a label
  return files.reduce((sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1), perItem * items);
}
