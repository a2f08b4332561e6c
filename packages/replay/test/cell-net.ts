/**
 * The heart of the small learners of boxes and joints: a linear model that says of every cell of an image, from the
 * pixels of the cells around it, what it is; trained by softmax regression. It really learns from pixels.
 */
import { permutation, split } from "@querent/core";
import type { Abort, Key, PixelSet } from "@querent/core";
import type { ModuleObjective, TrainingProgress } from "@querent/models";

/** Pixels a side of a cell, and how many cells around one it is judged by. */
export const CELL = 3;
const AROUND = 1;

export interface CellNet {
  readonly rows: number;
  readonly cols: number;
  readonly kinds: number;
  /** Probabilities of every kind in every cell, (rows, cols, kinds). */
  look(images: PixelSet, item: number, options?: CellView): Float64Array;
  /** Mean cross entropy over the cells of what they are, and the sorted doubts that the module reads. */
  lossOf(probabilities: Float64Array, truth: Int8Array): number;
  /** What the module predicts, or undefined without it. */
  predictLoss(probabilities: Float64Array): number | undefined;
  /** The mean pixels of the cells in a coarse grid. */
  embed(images: PixelSet, item: number): Float32Array;
}

export interface CellView {
  readonly mirrored?: boolean;
  readonly noise?: (pixel: number) => number;
  /** Weights that are left out, by their place. */
  readonly dropped?: (weight: number) => boolean;
}

export interface CellTraining {
  readonly images: PixelSet;
  readonly indices: Int32Array;
  readonly kinds: number;
  /** What every cell of an item is: 0 is nothing. */
  readonly truth: (item: number) => Int8Array;
  readonly key: Key;
  readonly module?: ModuleObjective;
  readonly abort?: Abort;
  readonly progress?: (progress: TrainingProgress) => void;
  readonly batch: number;
  readonly steps: number;
}

export async function trainCells(training: CellTraining): Promise<CellNet> {
  const { images, indices, kinds, truth, key, module, abort, progress, batch, steps } = training;
  const rows = Math.floor(images.height / CELL);
  const cols = Math.floor(images.width / CELL);
  const size = ((2 * AROUND + 1) * CELL) ** 2 * images.channels + 1;
  const weights = new Float64Array(kinds * size);
  const moduleWeights = new Float64Array(3);
  const inputs = new Float64Array(size);
  const net: CellNet = {
    rows,
    cols,
    kinds,
    look(from, item, view = {}) {
      const out = new Float64Array(rows * cols * kinds);
      for (let cell = 0; cell < rows * cols; cell += 1) {
        const place = view.mirrored === true ? mirroredCell(cell) : cell;
        readAround(from, item, cell, view, inputs);
        out.set(softmax(scores(inputs, view.dropped)), place * kinds);
      }
      return out;
    },
    lossOf(probabilities, kindsOf) {
      let sum = 0;
      kindsOf.forEach((kind, cell) => (sum -= Math.log(Math.max(1e-9, probabilities[cell * kinds + kind]))));
      return sum / kindsOf.length;
    },
    predictLoss: (probabilities) => (module === undefined ? undefined : moduleOf(probabilities)),
    embed(from, item) {
      const out = new Float32Array(rows * cols);
      for (let cell = 0; cell < out.length; cell += 1) {
        readAround(from, item, cell, {}, inputs);
        out[cell] = inputs.reduce((sum, value) => sum + value, 0) / size;
      }
      return out;
    },
  };
  let order = new Int32Array(0);
  const perEpoch = Math.floor(indices.length / batch);
  for (let step = 0; step < steps; step += 1) {
    if (abort?.aborted === true) throw abort.reason ?? new Error("aborted");
    const at = step % perEpoch;
    if (at === 0) order = Int32Array.from(permutation(split(key, "order", step), indices.length));
    let loss = 0;
    for (const place of order.subarray(at * batch, (at + 1) * batch)) loss += learn(indices[place]) / batch;
    progress?.({ step: step + 1, steps, loss });
    await Promise.resolve();
  }
  return net;

  function learn(item: number): number {
    const kindsOf = truth(item);
    const seen = net.look(images, item);
    for (let cell = 0; cell < kindsOf.length; cell += 1) {
      readAround(images, item, cell, {}, inputs);
      const rate = kindsOf[cell] === 0 ? 0.01 : 0.05;
      for (let kind = 0; kind < kinds; kind += 1) {
        const slope = rate * (seen[cell * kinds + kind] - (kind === kindsOf[cell] ? 1 : 0));
        if (Math.abs(slope) < 1e-5) continue;
        for (let i = 0; i < size; i += 1) weights[kind * size + i] -= slope * inputs[i];
      }
    }
    const loss = net.lossOf(seen, kindsOf);
    if (module !== undefined) learnLoss(seen, loss, module === "mse" ? 0.05 : 0.02);
    return loss;
  }

  function scores(from: Float64Array, dropped: CellView["dropped"]): Float64Array {
    const out = new Float64Array(kinds);
    for (let kind = 0; kind < kinds; kind += 1)
      for (let i = 0; i < size; i += 1)
        if (dropped?.(i) !== true) out[kind] += weights[kind * size + i] * from[i];
    return out;
  }

  function moduleInputs(probabilities: Float64Array): number[] {
    let doubt = 0;
    let objects = 0;
    for (let cell = 0; cell < rows * cols; cell += 1) {
      const most = Math.max(...probabilities.subarray(cell * kinds, (cell + 1) * kinds));
      doubt += 1 - most;
      objects += 1 - probabilities[cell * kinds];
    }
    return [doubt / 4, objects / 4, 1];
  }

  function moduleOf(probabilities: Float64Array): number {
    return moduleInputs(probabilities).reduce((sum, value, i) => sum + value * moduleWeights[i], 0);
  }

  function learnLoss(probabilities: Float64Array, loss: number, by: number): void {
    const slope = by * (moduleOf(probabilities) - loss);
    moduleInputs(probabilities).forEach((value, i) => (moduleWeights[i] -= slope * value));
  }

  function mirroredCell(cell: number): number {
    return cell - (cell % cols) + (cols - 1 - (cell % cols));
  }

  /** The pixels of the cell and of those around it, in [-1, 1], 0 outside the image, and 1 for the bias. */
  function readAround(from: PixelSet, item: number, cell: number, view: CellView, out: Float64Array): void {
    const { height, width, channels, data } = from;
    const top = Math.floor(cell / cols) * CELL - AROUND * CELL;
    const left = (cell % cols) * CELL - AROUND * CELL;
    const side = (2 * AROUND + 1) * CELL;
    let at = 0;
    for (let y = top; y < top + side; y += 1)
      for (let x = left; x < left + side; x += 1)
        for (let c = 0; c < channels; c += 1) {
          const inside = y >= 0 && y < height && x >= 0 && x < width;
          const column = view.mirrored === true ? width - 1 - x : x;
          const pixel = ((item * height + y) * width + column) * channels + c;
          out[at++] = inside ? (data[pixel] + (view.noise?.(pixel) ?? 0)) / 127.5 - 1 : 0;
        }
    out[at] = 1;
  }
}

function softmax(scores: Float64Array): Float64Array {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
