/** The trace of the Fisher information of a softmax layer, with all its couplings between classes. */

import { choleskyInPlace } from "../../../array/linear-algebra/cholesky.ts";
import { positiveInverse } from "../../../array/linear-algebra/positive-inverse.ts";
import { quadraticForms } from "../../../array/linear-algebra/quadratic-forms.ts";
import { dot, rowDots } from "../../../array/linear-algebra/row-dots.ts";
import { symmetricProduct } from "../../../array/linear-algebra/symmetric-product.ts";
import { traceOfSolve } from "../../../array/linear-algebra/trace-of-solve.ts";
import { weightedGram } from "../../../array/linear-algebra/weighted-gram.ts";
import type { Step } from "../../../kernels/contract.ts";
import { contrastInformation, fromContrasts } from "./contrasts.ts";
import type { FisherPool } from "./fisher-pool.ts";
import { gathered, rising, soundChange, type TraceModel } from "./trace-model.ts";

const OPERATIONS_A_STEP = 2e7;

/**
 * The information of item x is (diag p - p p^T) (x) h h^T = V^T V, where row c of V (k, kd) is sqrt(p_c) (e_c - p) (x) h.
 * No item informs about the common shift of the logits, where M stays 1 / lambda and F is 0: the k classes are written in
 * k - 1 contrasts (Q of `contrasts.ts`), which changes no trace and spares the cancellation of 1 / lambda.
 * With M = (lambda I + sum over labelled and added items)^-1 and F the mean over the candidates, adding x lowers tr(M F) by
 *   tr((I + V M V^T)^-1 V M F M V^T)
 * (Woodbury); taking it out raises it by the same with I - V M V^T. V is never built: V M V^T = A G A^T with
 * A = diag(sqrt p) (I - 1 p^T) (k, k) and G_cc' = h^T M_cc' h, M_cc' the block (d, d) of classes c and c'; so with H of
 * M F M. G and H of every candidate are kept, lower triangles, and brought up to date after each item s in 2 k^2 d
 * multiply-adds: with W = M V_s^T L^-T, L L^T = I + V_s M V_s^T, u_l and y_l (k) the products of h with the blocks of column l
 * of W and of Y,
 *   M <- M - W W^T,  G <- G - sum_l u_l u_l^T,  H <- H - sum_l (u_l y_l^T + y_l u_l^T),  Y = M F W - W (W^T F W) / 2.
 *
 * Work: k^2 n d^2 * 1.25 + 2.5 (k d)^3 before the first item, n (2 k^2 d + 3 k^3) and 4 k (k d)^2 an item;
 * 8 (n d + k^2 n + 4 (k d)^2) bytes.
 */
export async function coupledTrace(pool: FisherPool, lambda: number, step: Step): Promise<TraceModel> {
  const { candidates, rows, cols, classes, probabilities } = pool;
  const contrasts = classes - 1;
  const size = contrasts * cols; // D
  const packed = (contrasts * classes) / 2;
  let { embeddings } = pool;
  let slots = candidates; // how many candidates are kept up to date
  let slotOf = (place: number): number => place;
  let g = new Float64Array(slots * packed);
  let h = new Float64Array(slots * packed);
  const report = rising(step);
  const pause = (): Promise<void> => report(0);
  const part = (from: number, to: number) => (share: number) => report(from + (to - from) * share);

  const fisher = new Float64Array(size * size);
  const inverse = new Float64Array(size * size);
  await information(0, candidates, 1 / candidates, fisher, part(0, 0.3));
  await information(candidates, rows, 1, inverse, part(0.3, 0.4));
  for (let i = 0; i < size; i += 1) inverse[i * size + i] += lambda;
  await positiveInverse(inverse, size, part(0.4, 0.5));
  let trace = dot(inverse, 0, fisher, 0, size * size);
  await forms(inverse, g, part(0.5, 0.7));
  const product = await symmetricProduct(inverse, fisher, size, part(0.7, 0.75));
  await forms(await symmetricProduct(product, inverse, size, part(0.75, 0.8)), h, part(0.8, 1));

  /** Calls `visit` for every pair of contrasts c >= other. */
  async function eachPair(
    visit: (c: number, other: number, at: number, tell: Step) => Promise<void>,
    tell: Step,
  ): Promise<void> {
    for (let c = 0, at = 0; c < contrasts; c += 1)
      for (let other = 0; other <= c; other += 1, at += 1) {
        const begin = at;
        await visit(c, other, at, (share) => tell((begin + share) / packed));
      }
  }

  /** Adds factor * sum of Q^T (diag p - p p^T) Q (x) h h^T over the rows from `from` to `to`. */
  async function information(
    from: number,
    to: number,
    factor: number,
    out: Float64Array,
    tell: Step,
  ): Promise<void> {
    if (from === to) return;
    const weights = new Float64Array(rows);
    const sums = probabilities.slice(); // running sums of each row
    for (let i = 0; i < sums.length; i += 1) if (i % classes > 0) sums[i] += sums[i - 1];
    await eachPair(async (c, other, _at, tellPair) => {
      for (let x = from; x < to; x += 1) {
        const start = x * classes;
        const p = probabilities.subarray(start, start + classes);
        weights[x] = factor * contrastInformation(p, sums.subarray(start, start + classes), c, other);
      }
      const block = new Float64Array(cols * cols);
      await weightedGram(embeddings, cols, from, to, weights, block, tellPair);
      for (let i = 0; i < cols; i += 1) {
        const line = block.subarray(i * cols, (i + 1) * cols);
        out.set(line, (c * cols + i) * size + other * cols);
        out.set(line, (other * cols + i) * size + c * cols);
      }
    }, tell);
  }

  /** h^T A_cc' h of every candidate for every pair of contrasts. */
  async function forms(a: Float64Array, out: Float64Array, tell: Step): Promise<void> {
    const block = new Float64Array(cols * cols);
    await eachPair(async (c, other, at, tellPair) => {
      for (let i = 0; i < cols; i += 1) {
        const start = (c * cols + i) * size + other * cols;
        block.set(a.subarray(start, start + cols), i * cols);
      }
      await quadraticForms(embeddings, cols, candidates, block, out, packed, at, tellPair);
    }, tell);
  }

  const s = new Float64Array(classes * classes);
  const r = new Float64Array(classes * classes);
  const scratch = new Float64Array(classes);
  const half = new Float64Array(classes * contrasts);
  const whole = new Float64Array(classes * classes);
  const mh = new Float64Array(contrasts * size); // row c: M (e_c (x) h) of the item that is added or taken out

  /** Q B Q^T of the symmetric B (contrasts, contrasts) whose lower triangle lies at `at`. */
  function widened(lower: Float64Array, at: number): Float64Array {
    for (let c = 0, i = at; c < contrasts; c += 1)
      for (let other = 0; other <= c; other += 1, i += 1)
        whole[c * contrasts + other] = whole[other * contrasts + c] = lower[i];
    for (let c = 0; c < contrasts; c += 1) fromContrasts(whole, c, contrasts, half, c, contrasts, classes);
    for (let c = 0; c < classes; c += 1)
      fromContrasts(half, c * contrasts, 1, whole, c * classes, 1, classes);
    return whole;
  }

  function change(place: number, sign: 1 | -1): number {
    const p = probabilities.subarray(place * classes, (place + 1) * classes);
    const at = slotOf(place) * packed;
    sandwich(p, widened(g, at), sign, scratch, s);
    for (let c = 0; c < classes; c += 1) s[c * classes + c] += 1;
    sandwich(p, widened(h, at), 1, scratch, r);
    return traceOfSolve(s, r, classes);
  }

  async function apply(place: number, sign: 1 | -1): Promise<void> {
    trace -= sign * soundChange(change(place, sign), trace);
    const p = probabilities.subarray(place * classes, (place + 1) * classes);
    const start = slotOf(place) * cols;
    const item = embeddings.slice(start, start + cols);
    const vectors = new Float64Array(2 * classes * size); // W^T, then Y^T: (2 classes, contrasts, cols)
    const w = vectors.subarray(0, classes * size);
    const y = vectors.subarray(classes * size);
    columnsOf(p, item, w);
    // I + sign V M V^T = I + sign A G A^T, from M as it stands.
    const own = new Float64Array(packed);
    for (let c = 0, at = 0; c < contrasts; c += 1)
      for (let other = 0; other <= c; other += 1, at += 1)
        own[at] = dot(mh, other * size + c * cols, item, 0, cols);
    sandwich(p, widened(own, 0), sign, scratch, s);
    for (let c = 0; c < classes; c += 1) s[c * classes + c] += 1;
    choleskyInPlace(s, classes);
    for (let l = 0; l < classes; l += 1) {
      for (let k = 0; k < l; k += 1) addMultiple(w, l * size, -s[l * classes + k], w, k * size, size);
      const pivot = s[l * classes + l];
      for (let i = 0; i < size; i += 1) w[l * size + i] /= pivot;
    }
    const fw = await timesColumns(fisher, w);
    y.set(await timesColumns(inverse, fw));
    for (let l = 0; l < classes; l += 1)
      for (let k = 0; k < classes; k += 1) {
        const share = (-sign * dot(w, k * size, fw, l * size, size)) / 2;
        addMultiple(y, l * size, share, w, k * size, size);
      }
    for (let i = 0; i < size; i += 1) {
      if (i % 1024 === 0) await pause();
      for (let l = 0; l < classes; l += 1)
        addMultiple(inverse, i * size, -sign * w[l * size + i], w, l * size, size);
    }
    await update(vectors, sign);
  }

  /** Row l of `out`: M V^T e_l = sqrt(p_l) (m_l - sum_c p_c m_c), m_c = M (Q^T e_c (x) h). */
  function columnsOf(p: Float64Array, item: Float64Array, out: Float64Array): void {
    for (let c = 0; c < contrasts; c += 1)
      for (let i = 0; i < size; i += 1) mh[c * size + i] = dot(inverse, i * size + c * cols, item, 0, cols);
    for (let i = 0; i < size; i += 1) {
      fromContrasts(mh, i, size, out, i, size, classes);
      let mean = 0;
      for (let c = 0; c < classes; c += 1) mean += p[c] * out[c * size + i];
      for (let c = 0; c < classes; c += 1) out[c * size + i] = Math.sqrt(p[c]) * (out[c * size + i] - mean);
    }
  }

  /** A symmetric matrix (D, D) times each of the vectors (classes, D). */
  async function timesColumns(a: Float64Array, columns: Float64Array): Promise<Float64Array> {
    const out = new Float64Array(classes * size);
    const piece = 4 * Math.ceil(OPERATIONS_A_STEP / (size * classes) / 4);
    const rowsOfA = new Float64Array(Math.min(piece, size) * classes);
    for (let from = 0; from < size; from += piece) {
      await pause();
      const to = Math.min(size, from + piece);
      rowDots(a, size, from, to, columns, classes, rowsOfA);
      for (let i = from; i < to; i += 1)
        for (let l = 0; l < classes; l += 1) out[l * size + i] = rowsOfA[(i - from) * classes + l];
    }
    return out;
  }

  async function update(vectors: Float64Array, sign: 1 | -1): Promise<void> {
    const pairs = classes * contrasts;
    const count = 2 * pairs;
    const piece = 4 * Math.ceil(OPERATIONS_A_STEP / (count * cols) / 4);
    const dots = new Float64Array(Math.min(piece, slots) * count);
    for (let start = 0; start < slots; start += piece) {
      await pause();
      const end = Math.min(slots, start + piece);
      rowDots(embeddings, cols, start, end, vectors, count, dots);
      for (let x = start; x < end; x += 1) {
        const u = (x - start) * count;
        const y = u + pairs;
        for (let c = 0, at = x * packed; c < contrasts; c += 1)
          for (let other = 0; other <= c; other += 1, at += 1) {
            let down = 0;
            let across = 0;
            for (let l = 0; l < pairs; l += contrasts) {
              down += dots[u + l + c] * dots[u + l + other];
              across += dots[u + l + c] * dots[y + l + other] + dots[y + l + c] * dots[u + l + other];
            }
            g[at] -= sign * down;
            h[at] -= sign * across;
          }
      }
    }
  }

  return {
    items: candidates,
    operations: 2 * classes ** 3,
    gainsFall: false,
    trace: () => trace,
    gainOf: (place) => change(place, 1),
    lossOf: (place) => change(place, -1),
    add: (place) => apply(place, 1),
    remove: (place) => apply(place, -1),
    keepOnly(places) {
      const slot = new Map(Array.from(places, (place, i) => [place, i]));
      const before = Array.from(places, slotOf);
      embeddings = gathered(embeddings, before, cols);
      g = gathered(g, before, packed);
      h = gathered(h, before, packed);
      slots = places.length;
      slotOf = (place) => slot.get(place)!;
    },
  };
}

/**
 * The lower triangle of sign A B A^T for A = diag(sqrt p) (I - 1 p^T) and a symmetric B (classes, classes):
 * sqrt(p_c p_c') (B_cc' - b_c - b_c' + p.b), b = B p.
 */
function sandwich(
  p: Float64Array,
  whole: Float64Array,
  sign: 1 | -1,
  b: Float64Array,
  out: Float64Array,
): void {
  const n = p.length;
  for (let c = 0; c < n; c += 1) b[c] = dot(whole, c * n, p, 0, n);
  const mean = dot(b, 0, p, 0, n);
  for (let c = 0; c < n; c += 1)
    for (let other = 0; other <= c; other += 1)
      out[c * n + other] =
        sign * Math.sqrt(p[c] * p[other]) * (whole[c * n + other] - b[c] - b[other] + mean);
}

/** x += factor y, over `count` values. */
function addMultiple(
  x: Float64Array,
  p: number,
  factor: number,
  y: Float64Array,
  q: number,
  count: number,
): void {
  for (let i = 0; i < count; i += 1) x[p + i] += factor * y[q + i];
}
