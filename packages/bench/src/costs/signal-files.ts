/** Signals as the files that `querent select` reads. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ensemble, Matrix, SelectionRequest, SignalName, Signals } from "@querent/core";
import { writeNpy, writeNpz, type WritableArray } from "@querent/formats";

/** Writes the signals below `folder` and gives the options that name them; undefined where one has no writer here. */
export async function writeSignals(
  signals: Signals,
  { ids, labelled }: SelectionRequest,
  folder: string,
): Promise<string[] | undefined> {
  const { embeddings, probabilities, labels, lastLayer, ...others } = signals;
  const options: string[] = [];
  const write = async (name: string, array: WritableArray): Promise<string> => {
    const path = join(folder, `${name}.npy`);
    await writeNpy(path, array);
    return path;
  };
  if (embeddings) options.push("--embeddings", await write("embeddings", matrixArray(embeddings)));
  if (probabilities)
    options.push("--probabilities", await write("probabilities", matrixArray(probabilities)));
  if (lastLayer) {
    const path = join(folder, "lastLayer.npz");
    const bias = { shape: [lastLayer.bias.length], data: lastLayer.bias };
    await writeNpz(path, { weights: matrixArray(lastLayer.weights), bias });
    options.push("--signal", `lastLayer=${path}`);
  }
  for (const [name, signal] of Object.entries(others)) {
    const array = arrayOf(name as SignalName, signal);
    if (array === undefined) return undefined;
    options.push("--signal", `${name}=${await write(name, array)}`);
  }
  if (options.length === 0) {
    const path = join(folder, "ids.csv");
    writeFileSync(path, `${["id", ...ids].join("\n")}\n`);
    options.push("--ids", path);
  }
  const path = join(folder, "labelled.csv");
  const idOf = (row: number): string => (options[0] === "--ids" ? ids[row] : String(row)); // without ids, row numbers
  const lines = Array.from(labelled, (row) => (labels ? `${idOf(row)},${labels[row]}` : idOf(row)));
  writeFileSync(path, `${[labels ? "id,label" : "id", ...lines].join("\n")}\n`);
  return [...options, "--labelled", path];
}

function arrayOf(name: SignalName, signal: unknown): WritableArray | undefined {
  switch (name) {
    case "targets":
    case "avoid":
      return matrixArray(signal as Matrix);
    case "predictedLoss":
      return { shape: [(signal as Float32Array).length], data: signal as Float32Array };
    case "passes":
    case "committee": {
      const { members, rows, cols, data } = signal as Ensemble;
      return { shape: [members, rows, cols], data };
    }
    default:
      return undefined;
  }
}

function matrixArray({ rows, cols, data }: Matrix): WritableArray {
  return { shape: [rows, cols], data };
}
