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
  const boxes = shape("detections.0.probabilities");
  const maps = shape("heatMaps");
  const several = files.filter(({ name }) =>
    /^(noisyDetections|detectionPasses)\.\d+\.starts$/.test(name),
  ).length;
  return {
    items: items - labelled,
    labelled,
    batch,
    dimensions: (shape("embeddings") ?? shape("boxEmbeddings"))?.[1] ?? 0,
    classes: shape("probabilities")?.[1] ?? ensemble?.[2] ?? shape("weights")?.[1] ?? boxes?.[1] ?? 0,
    members: ensemble?.[0] ?? shape("pointPasses")?.[0] ?? several,
    ...(boxes && { boxes: boxes[0] / items }),
    ...(maps ? { joints: maps[1], cells: maps[2] * maps[3] } : { joints: shape("pointPasses")?.[2] ?? 0 }),
  };
}

/** Bytes that the signals take as 32-bit floats, and ids and labels beside them. */
export function bytesOfInputs(files: readonly SignalFile[], items: number): number {
  const perItem = 120; // an id as text, its place in the table of ids, a label
  return files.reduce((sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1), perItem * items);
}
