/** Convolution and its two adjoints in float64: one walk over all products x * kernel * y serves the three. */
import type { ConvolutionGeometry, Shape } from "../expression.ts";
import { zeros, type Rules } from "./values.ts";

export const convolution: Rules<"conv2d" | "conv2dInputGradient" | "conv2dKernelGradient"> = {
  conv2d: ({ attributes, shape }, [x, kernel]) => {
    const y = zeros(shape);
    eachProduct(x.shape, kernel.shape, shape, attributes, (atX, atKernel, atY) => {
      y[atY] += x.data[atX] * kernel.data[atKernel];
    });
    return y;
  },
  conv2dInputGradient: ({ attributes, shape }, [dy, kernel]) => {
    const dx = zeros(shape);
    eachProduct(shape, kernel.shape, dy.shape, attributes, (atX, atKernel, atY) => {
      dx[atX] += dy.data[atY] * kernel.data[atKernel];
    });
    return dx;
  },
  conv2dKernelGradient: ({ attributes, shape }, [x, dy]) => {
    const dkernel = zeros(shape);
    eachProduct(x.shape, shape, dy.shape, attributes, (atX, atKernel, atY) => {
      dkernel[atKernel] += x.data[atX] * dy.data[atY];
    });
    return dkernel;
  },
};

/** Visits every (input, kernel, output) triple of positions that a convolution multiplies and adds. */
function eachProduct(
  x: Shape, // (N, H, W, C)
  kernel: Shape, // (kh, kw, C / groups, O)
  y: Shape, // (N, H', W', O)
  { strides, padding, dilations, groups }: ConvolutionGeometry,
  visit: (atX: number, atKernel: number, atY: number) => void,
): void {
  const [batch, height, width, channels] = x;
  const [kernelHeight, kernelWidth, groupChannels, outputs] = kernel;
  const groupOutputs = outputs / groups;
  for (let n = 0; n < batch; n++)
    for (let i = 0; i < y[1]; i++)
      for (let j = 0; j < y[2]; j++)
        for (let u = 0; u < kernelHeight; u++)
          for (let v = 0; v < kernelWidth; v++) {
            const row = i * strides[0] + u * dilations[0] - padding[0];
            const col = j * strides[1] + v * dilations[1] - padding[1];
            if (row < 0 || row >= height || col < 0 || col >= width) continue;
            for (let c = 0; c < groupChannels; c++)
              for (let o = 0; o < outputs; o++) {
                const channel = Math.floor(o / groupOutputs) * groupChannels + c;
                visit(
                  ((n * height + row) * width + col) * channels + channel,
                  ((u * kernelWidth + v) * groupChannels + c) * outputs + o,
                  ((n * y[1] + i) * y[2] + j) * outputs + o,
                );
              }
          }
}
