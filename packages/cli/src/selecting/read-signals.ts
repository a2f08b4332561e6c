/** Reads the signals of a selection from their files. */
import {
  matrix,
  type Ensemble,
  type HeatMaps,
  type LastLayer,
  type PointPasses,
  type Signals,
} from "@querent/core";
import { readNumbers, type NumberTable, type ReadOptions } from "@querent/formats";
import { boxSignals, detectionsFrom } from "./box-files.ts";
import type { ArraySignal, SignalFile } from "./signal-files.ts";

/** What the files of the signals hold. */
export interface ReadSignals {
  readonly signals: Signals;
  /** Ids that stand in a table beside the numbers, and that table. */
  readonly ids: readonly { readonly given: string; readonly ids: readonly string[] }[];
  /** The names of the probabilities' columns, where they have names. */
  readonly classes?: readonly string[];
}

/** Reads one file after the other. @throws naming the file when it has changed since it was described */
export async function readSignals(files: readonly SignalFile[], options: ReadOptions): Promise<ReadSignals> {
  const tables = new Map<ArraySignal, NumberTable & { readonly given: string }>();
  const bytes = files.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  let done = 0;
  for (const { name, given, file, shape } of files) {
    const size = sizeOf(shape);
    const table = await readNumbers(file, {
      ...options,
      progress: (share) => options.progress?.((done + share * size) / bytes),
    });
    if (sizeOf(table.shape) !== size)
      throw new Error(`${given} has changed while it was read. Run the same command again.`);
    tables.set(name, { ...table, shape, given });
    done += size;
  }
  const signals = {
    ...each(["embeddings", "probabilities", "targets", "avoid", "boxEmbeddings"], ({ shape, data }) =>
      matrix(shape[0], shape[1], data),
    ),
    ...each(["predictedLoss"], ({ data }) => data),
    ...each(["passes", "committee"], ({ shape, data }): Ensemble => ({
      members: shape[0],
      rows: shape[1],
      cols: shape[2],
      data,
    })),
    ...each(["heatMaps", "flippedHeatMaps"], ({ shape, data }): HeatMaps => ({
      rows: shape[0],
      joints: shape[1],
      height: shape[2],
      width: shape[3],
      data,
    })),
    ...each(["pointPasses"], ({ shape, data }): PointPasses => ({
      members: shape[0],
      rows: shape[1],
      joints: shape[2],
      data,
    })),
    ...(tables.has("weights") && { lastLayer: lastLayer() }),
    ...boxes(),
  } as Signals;
  const withIds = [...tables.values()].filter(({ ids }) => ids !== undefined);
  return {
    signals,
    ids: withIds.map(({ given, ids }) => ({ given, ids: ids! })),
    classes: tables.get("probabilities")?.columns,
  };

  function each<T>(names: readonly ArraySignal[], make: (table: NumberTable) => T): Record<string, T> {
    const there = names.filter((name) => tables.has(name));
    return Object.fromEntries(there.map((name) => [name, make(tables.get(name)!)]));
  }

  function boxes(): Signals {
    const found = boxSignals.map((signal) => [signal, detectionsFrom(signal, (name) => tables.get(name))]);
    return Object.fromEntries(found.filter(([, detections]) => detections !== undefined)) as Signals;
  }

  function lastLayer(): LastLayer {
    const { shape, data } = tables.get("weights")!;
    return { weights: matrix(shape[0], shape[1], data), bias: tables.get("bias")!.data };
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
