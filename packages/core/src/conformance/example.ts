/** Small selection problems, drawn from a seed, that every strategy can be asked to solve. */

import type { Matrix, SelectionRequest, Signals, Strategy } from "../contracts.ts";
import { matrix, takeRows } from "../array/matrix.ts";
import { generator } from "../random/generator.ts";
import { keyFrom, split } from "../random/key.ts";
import { permutation } from "../random/sample.ts";

/** A problem: signals of a whole pool and what is asked. */
export interface Example {
  readonly signals: Signals;
  readonly request: SelectionRequest;
}

/** The size of a problem and its oddities. */
export interface ExampleShape {
  readonly seed: string;
  readonly items?: number;
  readonly labelled?: number;
  readonly batchSize?: number;
  /** "ties": every item alike. "duplicates": items in pairs. "zeros": every third embedding is zero. */
  readonly kind?: "plain" | "ties" | "duplicates" | "zeros";
}

const CLASSES = 4;
const COLUMNS = 6;

/** Draws a problem; the last items of the pool are the labelled ones. */
export function example(shape: ExampleShape): Example {
  const { seed, items = 90, labelled = 12, batchSize = 7, kind = "plain" } = shape;
  const draw = generator(split(keyFrom("conformance"), seed));
  const probabilities = matrix(items, CLASSES);
  const embeddings = matrix(items, COLUMNS);
  const predictedLoss = new Float32Array(items);
  for (let i = 0; i < items; i += 1) {
    const twin = kind === "ties" ? 0 : kind === "duplicates" ? i - (i % 2) : i;
    if (twin !== i) {
      copyRow(probabilities, twin, i);
      copyRow(embeddings, twin, i);
      predictedLoss[i] = predictedLoss[twin];
      continue;
    }
    const weights = Array.from({ length: CLASSES }, () => draw.uniform() + 0.01);
    const sum = weights.reduce((a, b) => a + b);
    probabilities.data.set(
      weights.map((w) => w / sum),
      i * CLASSES,
    );
    if (kind !== "zeros" || i % 3 !== 0) {
      for (let j = 0; j < COLUMNS; j += 1) embeddings.data[i * COLUMNS + j] = draw.normal();
    }
    predictedLoss[i] = draw.normal();
  }
  return {
    signals: { probabilities, embeddings, predictedLoss },
    request: {
      ids: Array.from({ length: items }, (_, i) => `images/${String(i).padStart(4, "0")}.png`),
      labelled: Int32Array.from({ length: labelled }, (_, i) => items - labelled + i),
      candidates: Int32Array.from({ length: items - labelled }, (_, i) => i),
      batchSize,
      key: keyFrom(seed),
    },
  };
}

/** The same problem with the rows of the pool, and the lists of indices, in another order. */
export function shuffled({ signals, request }: Example, seed: string): Example {
  const key = keyFrom(seed);
  const order = permutation(split(key, "rows"), request.ids.length); // new row i is old row order[i]
  const place = new Int32Array(order.length);
  order.forEach((old, i) => (place[old] = i));
  const moved = (rows: Int32Array, name: string): Int32Array =>
    permutation(split(key, name), rows.length).map((i) => place[rows[i]]);
  return {
    signals: {
      probabilities: takeRows(signals.probabilities!, order),
      embeddings: takeRows(signals.embeddings!, order),
      predictedLoss: Float32Array.from(order, (old) => signals.predictedLoss![old]),
    },
    request: {
      ...request,
      ids: Array.from(order, (old) => request.ids[old]),
      labelled: moved(request.labelled, "labelled"),
      candidates: moved(request.candidates, "candidates"),
    },
  };
}

/** A deep copy, so that a strategy can spoil it. */
export function copied({ signals, request }: Example): Example {
  return {
    signals: {
      probabilities: matrix(
        signals.probabilities!.rows,
        signals.probabilities!.cols,
        signals.probabilities!.data.slice(),
      ),
      embeddings: matrix(
        signals.embeddings!.rows,
        signals.embeddings!.cols,
        signals.embeddings!.data.slice(),
      ),
      predictedLoss: signals.predictedLoss!.slice(),
    },
    request: {
      ...request,
      ids: request.ids.slice(),
      labelled: request.labelled.slice(),
      candidates: request.candidates.slice(),
    },
  };
}

/** The problem with the strategy's own signals alone, so that it cannot lean on one it does not declare. */
export function narrowed({ signals, request }: Example, strategy: Strategy): Example {
  const entries = Object.entries(signals).filter(([name]) =>
    (strategy.needs as readonly string[]).includes(name),
  );
  return { signals: Object.fromEntries(entries) as Signals, request };
}

function copyRow(of: Matrix, from: number, to: number): void {
  of.data.copyWithin(to * of.cols, from * of.cols, (from + 1) * of.cols);
}
