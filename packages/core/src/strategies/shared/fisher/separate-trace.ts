/** The trace of Fisher information in separate blocks, one weight an item and block. */

import { dot, rowDots } from "../../../array/linear-algebra/row-dots.ts";
import { positiveInverse } from "../../../array/linear-algebra/positive-inverse.ts";
import { quadraticForms } from "../../../array/linear-algebra/quadratic-forms.ts";
import { symmetricProduct } from "../../../array/linear-algebra/symmetric-product.ts";
import { weightedGram } from "../../../array/linear-algebra/weighted-gram.ts";
import type { Step } from "../../../kernels/contract.ts";
import { gathered, rising, soundChange, type TraceModel } from "./trace-model.ts";

const OPERATIONS_A_STEP = 2e7;

/** Items, candidates first and then those labelled, and the weight of each in each block. */
export interface SeparateProblem {
  readonly candidates: number;
  readonly rows: number;
  readonly cols: number; // d
  readonly blocks: number;
  readonly embeddings: Float64Array; // (rows, d)
  readonly weights: Float64Array; // (blocks, rows), zero or more
  readonly lambda: number;
}

/**
 * Block b of the information of item x is w_bx h h^T (d, d). With M_b = (lambda I + sum of labelled and added items)^-1
 * and F_b the mean over the candidates, adding x lowers sum_b tr(M_b F_b) by
 *   sum_b w_bx q_bx / (1 + w_bx g_bx),  g_bx = h^T M_b h,  q_bx = h^T M_b F_b M_b h,
 * by Sherman and Morrison 1950; taking it out raises it by the same with 1 - w g below. g and q of every candidate are kept and
 * brought up to date after each item in 2 d multiply-adds a block: with v = M h_s sqrt(w / (1 + w g)) of the item s,
 *   M <- M - v v^T,  g <- g - (h.v)^2,  q <- q - 2 (h.v)(h.y),  y = M F v - (v^T F v / 2) v, M as it was before.
 *
 * Work: blocks (1.5 n d^2 + 2.5 d^3) before the first item, 2 blocks n d an item; 8 (n d + 3 blocks n + 2 blocks d^2) bytes.
 */
export async function separateTrace(problem: SeparateProblem, step: Step): Promise<TraceModel> {
  const { candidates, rows, cols, blocks, weights, lambda } = problem;
  const square = cols * cols;
  const fisher = new Float64Array(blocks * square);
  const inverse = new Float64Array(blocks * square);
  let { embeddings } = problem;
  let slots = candidates; // how many candidates are kept up to date
  let slotOf = (place: number): number => place;
  let g = new Float64Array(slots * blocks);
  let q = new Float64Array(slots * blocks);
  let trace = 0;
  const report = rising(step);
  const pause = (): Promise<void> => report(0);

  for (let b = 0; b < blocks; b += 1) await prepare(b);
  await report(1);

  async function prepare(b: number): Promise<void> {
    const f = fisher.subarray(b * square, (b + 1) * square);
    const m = inverse.subarray(b * square, (b + 1) * square);
    const own = weights.subarray(b * rows, (b + 1) * rows);
    const part = (from: number, to: number) => (share: number) =>
      report((b + from + (to - from) * share) / blocks);
    await weightedGram(embeddings, cols, 0, candidates, own, f, part(0, 0.3));
    for (let i = 0; i < square; i += 1) f[i] /= candidates;
    await weightedGram(embeddings, cols, candidates, rows, own, m, part(0.3, 0.4));
    for (let i = 0; i < cols; i += 1) m[i * cols + i] += lambda;
    await positiveInverse(m, cols, part(0.4, 0.5));
    for (let i = 0; i < square; i += 1) trace += m[i] * f[i];
    const product = await symmetricProduct(m, f, cols, part(0.5, 0.55));
    const both = await symmetricProduct(product, m, cols, part(0.55, 0.6)); // M F M
    await quadraticForms(embeddings, cols, candidates, m, g, blocks, b, part(0.6, 0.8));
    await quadraticForms(embeddings, cols, candidates, both, q, blocks, b, part(0.8, 1));
  }

  /** sum_b w q / (1 + sign w g). */
  function change(place: number, sign: 1 | -1): number {
    const at = slotOf(place) * blocks;
    let sum = 0;
    for (let b = 0; b < blocks; b += 1) {
      const w = weights[b * rows + place];
      sum += (w * q[at + b]) / (1 + sign * w * g[at + b]);
    }
    return sum;
  }

  async function apply(place: number, sign: 1 | -1): Promise<void> {
    const start = slotOf(place) * cols;
    const h = embeddings.slice(start, start + cols);
    trace -= sign * soundChange(change(place, sign), trace);
    const vectors = new Float64Array(2 * blocks * cols); // v of every block, then y
    const products = new Float64Array(cols);
    for (let b = 0; b < blocks; b += 1) {
      const v = vectors.subarray(b * cols, (b + 1) * cols);
      const y = vectors.subarray((blocks + b) * cols, (blocks + b + 1) * cols);
      const w = weights[b * rows + place];
      if (w === 0) continue;
      const m = inverse.subarray(b * square, (b + 1) * square);
      const f = fisher.subarray(b * square, (b + 1) * square);
      rowDots(m, cols, 0, cols, h, 1, v);
      const rest = 1 + sign * w * dot(h, 0, v, 0, cols);
      if (!(rest > 0))
        throw new RangeError(
          "Rounding has used up the digits of the Fisher information. Raise lambda, or scale the embeddings down.",
        );
      const scale = Math.sqrt(w / rest);
      for (let j = 0; j < cols; j += 1) v[j] *= scale;
      rowDots(f, cols, 0, cols, v, 1, products);
      const shift = (sign * dot(v, 0, products, 0, cols)) / 2;
      rowDots(m, cols, 0, cols, products, 1, y);
      for (let j = 0; j < cols; j += 1) y[j] -= shift * v[j];
      for (let i = 0; i < cols; i += 1)
        for (let j = 0; j < cols; j += 1) m[i * cols + j] -= sign * v[i] * v[j];
      if ((b * square) % OPERATIONS_A_STEP < square) await pause();
    }
    await update(vectors, sign);
  }

  async function update(vectors: Float64Array, sign: 1 | -1): Promise<void> {
    const count = 2 * blocks;
    const piece = 4 * Math.max(1, Math.floor(OPERATIONS_A_STEP / (count * cols) / 4));
    const dots = new Float64Array(Math.min(piece, slots) * count);
    for (let start = 0; start < slots; start += piece) {
      await pause();
      const end = Math.min(slots, start + piece);
      rowDots(embeddings, cols, start, end, vectors, count, dots);
      for (let x = start; x < end; x += 1) {
        for (let b = 0; b < blocks; b += 1) {
          const u = dots[(x - start) * count + b];
          const z = dots[(x - start) * count + blocks + b];
          g[x * blocks + b] -= sign * u * u;
          q[x * blocks + b] -= 2 * sign * u * z;
        }
      }
    }
  }

  return {
    items: candidates,
    operations: blocks * 4,
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
      g = gathered(g, before, blocks);
      q = gathered(q, before, blocks);
      slots = places.length;
      slotOf = (place) => slot.get(place)!;
    },
  };
}
