/** Batch normalisation, and what looks at the whole of a row: normalised exponentials and ranks. In float64. */
import { fill, zeros, type Rules, type Values } from "./values.ts";

export const normalisation: Rules<
  "batchNorm" | "softmax" | "logSoftmax" | "descendingRank" | "descendingSort"
> = {
  batchNorm: ({ attributes: { epsilon }, shape }, [x, scale, shift, mean, variance]) => {
    const channels = shape[shape.length - 1];
    return fill(shape, (_, at) => {
      const c = at % channels;
      const centred = x.data[at] - mean.data[c];
      return (centred * scale.data[c]) / Math.sqrt(variance.data[c] + epsilon) + shift.data[c];
    });
  },
  softmax: (_, [x]) => eachRow(x, (value, max, total) => Math.exp(value - max) / total),
  logSoftmax: (_, [x]) => eachRow(x, (value, max, total) => value - max - Math.log(total)),
  descendingRank: (_, [x]) => {
    const classes = x.shape[x.shape.length - 1];
    const out = zeros(x.shape);
    for (let start = 0; start < out.length; start += classes)
      Array.from({ length: classes }, (_, at) => at)
        .sort((a, b) => x.data[start + b] - x.data[start + a] || a - b)
        .forEach((at, rank) => (out[start + at] = rank));
    return out;
  },
  descendingSort: (_, [x]) => {
    const classes = x.shape[x.shape.length - 1];
    const out = Float64Array.from(x.data);
    for (let start = 0; start < out.length; start += classes)
      out
        .subarray(start, start + classes)
        .sort()
        .reverse();
    return out;
  },
};

/** Maps each entry of each row of the last axis, given the row's max and its sum of e^(x - max). */
function eachRow(
  x: Values,
  f: (value: number, max: number, total: number) => number,
): Float64Array<ArrayBuffer> {
  const classes = x.shape[x.shape.length - 1];
  const out = zeros(x.shape);
  for (let start = 0; start < out.length; start += classes) {
    const row = x.data.subarray(start, start + classes);
    const max = row.reduce((a, b) => Math.max(a, b));
    const total = row.reduce((sum, value) => sum + Math.exp(value - max), 0);
    row.forEach((value, at) => (out[start + at] = f(value, max, total)));
  }
  return out;
}
