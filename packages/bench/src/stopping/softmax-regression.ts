/** A softmax regression in plain code: a model that trains in a moment, for studies that need many. */
import { matrix, type Matrix } from "@querent/core";

/** Logits are inputs x weights + bias; the bias is the last row of the weights. */
export type SoftmaxWeights = Float64Array; // (d + 1, classes)

const STEPS = 300;

/**
 * Minimises mean cross-entropy + penalty / 2 times the squared weights by Nesterov's accelerated gradient from zero, with
 * step 1 / L, L = half the largest eigenvalue of X'X / n plus the penalty (Boehning 1992, doi 10.1007/BF00048682). The
 * problem is convex: what it ends at depends on the labels alone.
 *
 * @param inputs (n, d)
 * @param rows (m), those trained on
 * @param labels (n)
 */
export function trainSoftmax(
  inputs: Matrix,
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  penalty = 1e-3,
): SoftmaxWeights {
  const size = (inputs.cols + 1) * classes;
  const step = 1 / (0.5 * largestEigenvalue(inputs, rows) + penalty);
  let weights = new Float64Array(size);
  const ahead = new Float64Array(size);
  const gradient = new Float64Array(size);
  const p = new Float32Array(classes);
  for (let s = 1; s <= STEPS; s += 1) {
    for (let j = 0; j < size; j += 1) gradient[j] = penalty * ahead[j];
    for (const row of rows) {
      probabilitiesOf(inputs, row, ahead, p);
      p[labels[row]] -= 1;
      for (let j = 0; j <= inputs.cols; j += 1) {
        const x = (j < inputs.cols ? inputs.data[row * inputs.cols + j] : 1) / rows.length;
        if (x !== 0) for (let c = 0; c < classes; c += 1) gradient[j * classes + c] += x * p[c];
      }
    }
    const next = weights.map((_, j) => ahead[j] - step * gradient[j]);
    const momentum = (s - 1) / (s + 2);
    for (let j = 0; j < size; j += 1) ahead[j] = next[j] + momentum * (next[j] - weights[j]);
    weights = next;
  }
  return weights;
}

/** The class probabilities of every row. @returns (n, classes) */
export function softmaxOf(inputs: Matrix, weights: SoftmaxWeights): Matrix {
  const classes = weights.length / (inputs.cols + 1);
  const out = matrix(inputs.rows, classes);
  for (let row = 0; row < inputs.rows; row += 1)
    probabilitiesOf(inputs, row, weights, out.data.subarray(row * classes, (row + 1) * classes));
  return out;
}

function probabilitiesOf(inputs: Matrix, row: number, weights: SoftmaxWeights, out: Float32Array): void {
  const { cols, data } = inputs;
  const classes = out.length;
  for (let c = 0; c < classes; c += 1) out[c] = weights[cols * classes + c];
  for (let j = 0; j < cols; j += 1) {
    const x = data[row * cols + j];
    if (x !== 0) for (let c = 0; c < classes; c += 1) out[c] += x * weights[j * classes + c];
  }
  let most = -Infinity;
  for (const logit of out) most = Math.max(most, logit);
  let sum = 0;
  for (let c = 0; c < classes; c += 1) sum += out[c] = Math.exp(out[c] - most);
  for (let c = 0; c < classes; c += 1) out[c] /= sum;
}

/** The largest eigenvalue of X'X / m of the rows with a one beside each, by twenty steps of the power method. */
function largestEigenvalue({ cols, data }: Matrix, rows: Int32Array): number {
  let v = new Float64Array(cols + 1).fill(1);
  let length = 0;
  for (let s = 0; s < 20; s += 1) {
    const next = new Float64Array(cols + 1);
    for (const row of rows) {
      let dot = v[cols];
      for (let j = 0; j < cols; j += 1) dot += data[row * cols + j] * v[j];
      for (let j = 0; j < cols; j += 1) next[j] += (dot * data[row * cols + j]) / rows.length;
      next[cols] += dot / rows.length;
    }
    length = Math.sqrt(next.reduce((sum, x) => sum + x * x, 0));
    v = next.map((x) => x / length);
  }
  return 1.05 * length; // twenty steps may end a little below
}
