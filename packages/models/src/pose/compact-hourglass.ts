/** A narrow hourglass for 128 x 128 pixels, quick enough to train on a CPU. */
import { reshape, transpose } from "@querent/graph";
import { chain, convolutionNormRelu, normReluConvolution, residual, type Block, type Part } from "./parts.ts";
import type { PoseNetworkDefinition } from "./pose-network.ts";
import { stackHourglasses } from "./stacked-hourglass.ts";

const WIDTH = 64;
const DEPTH = 3;
const STRIDE = 4;

/** x */
export const compactHourglass: PoseNetworkDefinition = {
  name: "compact",
  title: "Compact hourglass for 128 x 128 pixels",
  build: (size) =>
    stackHourglasses(
      {
        name: "compact",
        stacks: 1,
        width: WIDTH,
        depth: DEPTH,
        stride: STRIDE,
        stem,
        block,
        bias: false,
        zeroHeads: true,
      },
      size,
    ),
};

const block: Block = (name, inputs, outputs) =>
  residual(
    name,
    inputs,
    outputs,
    false,
    normReluConvolution(`${name}.conv`, { size: 3, inputs, outputs, bias: false }),
  );

function stem(channels: number): Part {
  const inputs = STRIDE * STRIDE * channels;
  return chain(
    folded,
    convolutionNormRelu("stem.conv", { size: 3, inputs, outputs: WIDTH, bias: false }),
    block("stem.block1", WIDTH, WIDTH),
  );
}

/** Each square of 4 x 4 pixels as one pixel of 16 times the channels: (N, 4 H, 4 W, C) -> (N, H, W, 16 C). */
const folded: Part = {
  weights: [],
  apply(x) {
    const [n, height, width, channels] = x.shape;
    const [h, w] = [height / STRIDE, width / STRIDE];
    const squares = transpose(reshape(x, [n * h, STRIDE, w, STRIDE * channels]), [0, 2, 1, 3]);
    return reshape(squares, [n, h, w, STRIDE * STRIDE * channels]);
  },
};
