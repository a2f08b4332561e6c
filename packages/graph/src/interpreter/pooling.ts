/** Pooling and its adjoints in float64, window by window. */
import type { PoolGeometry, Shape } from "../expression.ts";
import { zeros, type Rules } from "./values.ts";

export const pooling: Rules<"maxPool2d" | "maxPool2dGradient" | "averagePool2d" | "averagePool2dGradient"> = {
  maxPool2d: ({ attributes, shape }, [x]) => {
    const y = zeros(shape);
    eachWindow(x.shape, shape, attributes, (at, entries) => {
      y[at] = x.data[largest(x.data, entries)];
    });
    return y;
  },
  maxPool2dGradient: ({ attributes, shape }, [x, dy]) => {
    const dx = zeros(shape);
    eachWindow(x.shape, dy.shape, attributes, (at, entries) => {
      dx[largest(x.data, entries)] += dy.data[at];
    });
    return dx;
  },
  averagePool2d: ({ attributes, shape }, [x]) => {
    const y = zeros(shape);
    eachWindow(x.shape, shape, attributes, (at, entries) => {
      for (const entry of entries) y[at] += x.data[entry];
      y[at] /= entries.length;
    });
    return y;
  },
  averagePool2dGradient: ({ attributes, shape }, [dy]) => {
    const dx = zeros(shape);
    eachWindow(shape, dy.shape, attributes, (at, entries) => {
      for (const entry of entries) dx[entry] += dy.data[at] / entries.length;
    });
    return dx;
  },
};

/** The first position, in the given order, that holds the largest value. */
function largest(data: Float64Array, entries: readonly number[]): number {
  return entries.reduce((best, entry) => (data[entry] > data[best] ? entry : best));
}

/** Visits each output position with the input positions inside its window, in row-major order. */
function eachWindow(
  x: Shape,
  y: Shape,
  { window, strides, padding }: PoolGeometry,
  visit: (at: number, entries: readonly number[]) => void,
): void {
  const [batch, height, width, channels] = x;
  for (let n = 0; n < batch; n++)
    for (let i = 0; i < y[1]; i++)
      for (let j = 0; j < y[2]; j++)
        for (let c = 0; c < channels; c++) {
          const entries: number[] = [];
          for (let u = 0; u < window[0]; u++)
            for (let v = 0; v < window[1]; v++) {
              const row = i * strides[0] + u - padding[0];
              const col = j * strides[1] + v - padding[1];
              if (row < 0 || row >= height || col < 0 || col >= width) continue;
              entries.push(((n * height + row) * width + col) * channels + c);
            }
          visit(((n * y[1] + i) * y[2] + j) * channels + c, entries);
        }
}
