/** Logistic regression with an L2 penalty, by Newton's method with conjugate gradients. */

import type { Matrix } from "../../contracts.ts";
import { centredColumns, type CentredColumns } from "../../array/centred-columns.ts";
import { conjugateGradients, dot } from "../../array/conjugate-gradients.ts";
import { exponential } from "../../array/exponential.ts";
import { naturalLog } from "../../array/natural-log.ts";

/** A classifier: the log-odds of the positive class are weights . x + bias. */
export interface LinearLogOdds {
  readonly weights: Float64Array; // (d)
  readonly bias: number;
}

/** What is learned from. */
export interface LogisticProblem {
  readonly points: Matrix; // (n, d), finite
  readonly rows: Int32Array; // (m)
  readonly positive: Uint8Array; // (m), 1 where the item is of the positive class; some are and some are not
  readonly penalty: number; // above 0
  /** Where to begin; at zero unless given. The minimum is the same. */
  readonly start?: LinearLogOdds;
}

const MOST_STEPS = 100;
const MOST_PRODUCTS = 250;
const TOLERANCE = 1e-9;

/**
 * Minimises F(w, b) = sum_i ln(1 + e^(-s_i (w.x_i + b))) + (penalty / 2) ||w||^2, s_i = 1 or -1; the bias is free.
 * scikit-learn's LogisticRegression(C=1 / penalty) has the same minimum. Newton steps are solved by conjugate gradients
 * to a precision that grows as the gradient falls and are halved until F falls enough (Nocedal and Wright 2006,
 * Numerical Optimization, algorithm 7.1); it ends when the gradient is 1e-9 of what it is at zero. Columns are centred
 * inside, which leaves the minimum where it is. Sums are float64 in the order of `rows`, so the result repeats to the bit.
 *
 * @param step awaited between pieces of the work
 */
export async function logisticRegression(
  { points, rows, positive, penalty, start }: LogisticProblem,
  step: () => Promise<void>,
): Promise<LinearLogOdds> {
  const { cols } = points;
  const design = await centredColumns(points, rows, step);
  const problem = { design, positive, penalty };
  const theta = new Float64Array(cols + 1); // the weights, and the bias beside centred columns
  const { gradient: atZero } = await derivatives(problem, theta, new Float64Array(rows.length));
  const scale = Math.sqrt(dot(atZero, atZero));
  if (start !== undefined) {
    theta.set(start.weights);
    theta[cols] = start.bias + dot(start.weights, design.mean);
  }
  for (let iteration = 0; iteration < MOST_STEPS; iteration += 1) {
    const odds = await design.times(theta);
    const { gradient, curvatures } = await derivatives(problem, theta, odds);
    const size = Math.sqrt(dot(gradient, gradient));
    if (size <= TOLERANCE * scale) break;
    const precision = Math.min(0.5, Math.sqrt(size / scale)) * size;
    const descent = await conjugateGradients(
      (v) => hessianTimes(problem, curvatures, v),
      gradient.map((g) => -g),
      precision,
      MOST_PRODUCTS,
    );
    const length = stepLength(
      problem,
      theta,
      odds,
      descent,
      await design.times(descent),
      dot(gradient, descent),
    );
    if (length === 0) break; // rounding hides any further fall
    for (let j = 0; j <= cols; j += 1) theta[j] += length * descent[j];
  }
  const weights = theta.slice(0, cols);
  return { weights, bias: theta[cols] - dot(weights, design.mean) };
}

interface Problem {
  readonly design: CentredColumns;
  readonly positive: Uint8Array;
  readonly penalty: number;
}

/** The gradient of F, and p (1 - p) of every item. */
async function derivatives(
  { design, positive, penalty }: Problem,
  theta: Float64Array,
  odds: Float64Array,
): Promise<{ gradient: Float64Array; curvatures: Float64Array }> {
  const probabilities = odds.map((f) => 1 / (1 + exponential(-f)));
  const gradient = await design.transposedTimes(probabilities.map((p, i) => p - positive[i]));
  for (let j = 0; j < theta.length - 1; j += 1) gradient[j] += penalty * theta[j];
  return { gradient, curvatures: probabilities.map((p) => p * (1 - p)) };
}

async function hessianTimes(
  { design, penalty }: Problem,
  curvatures: Float64Array,
  v: Float64Array,
): Promise<Float64Array> {
  const along = await design.times(v);
  const out = await design.transposedTimes(along.map((x, i) => curvatures[i] * x));
  for (let j = 0; j < v.length - 1; j += 1) out[j] += penalty * v[j];
  return out;
}

/** The first of 1, 1/2, 1/4, … that lowers F by at least 1e-4 of what the slope promises; 0 when none above 1e-12 does. */
function stepLength(
  { positive, penalty }: Problem,
  theta: Float64Array,
  odds: Float64Array,
  descent: Float64Array,
  along: Float64Array,
  slope: number,
): number {
  const value = (t: number): number => {
    let sum = 0;
    for (let i = 0; i < odds.length; i += 1) {
      const f = odds[i] + t * along[i];
      sum += softplus(positive[i] === 1 ? -f : f);
    }
    let squares = 0;
    for (let j = 0; j < theta.length - 1; j += 1) squares += (theta[j] + t * descent[j]) ** 2;
    return sum + (penalty / 2) * squares;
  };
  const before = value(0);
  const rounding = 1e-14 * Math.abs(before);
  for (let t = 1; t > 1e-12; t /= 2) if (value(t) <= before + 1e-4 * t * slope + rounding) return t;
  return 0;
}

/** ln(1 + e^x) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + naturalLog(1 + exponential(-Math.abs(x)));
}
