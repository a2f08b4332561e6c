/** Softmax regression by gradient descent, for the pictures' small model. */
import { logitsOf, matrix, row, softmaxInPlace } from "@querent/core";
import type { LastLayer, Matrix } from "@querent/core";

const STEPS = 300;
const RATE = 0.5;
const DECAY = 0.02;

/** Minimises the mean cross entropy plus 0.01 ||W||^2 over `items`, which may name an item more than once. */
export function trainRegression(
  points: Matrix,
  labels: Int32Array,
  items: Int32Array,
  classes: number,
): LastLayer {
  const lastLayer = { weights: matrix(points.cols, classes), bias: new Float32Array(classes) };
  const p = new Float64Array(classes);
  for (let step = 0; step < STEPS; step += 1) {
    const slopes = lastLayer.weights.data.map((w) => DECAY * w);
    const biasSlopes = new Float32Array(classes);
    for (const item of items) {
      const x = row(points, item);
      softmaxInPlace(logitsOf(lastLayer, x, p));
      p[labels[item]] -= 1;
      for (let c = 0; c < classes; c += 1) {
        for (let j = 0; j < x.length; j += 1) slopes[j * classes + c] += (x[j] * p[c]) / items.length;
        biasSlopes[c] += p[c] / items.length;
      }
    }
    slopes.forEach((slope, at) => (lastLayer.weights.data[at] -= RATE * slope));
    biasSlopes.forEach((slope, c) => (lastLayer.bias[c] -= RATE * slope));
  }
  return lastLayer;
}
