/** A narrow hourglass, quick enough to train on a CPU. */
import { reshape, transpose } from "@querent/graph";
import { chain, convolutionNormRelu, normReluConvolution, residual, type Block, type Part } from "./parts.ts";
import type { PoseNetworkDefinition } from "./pose-network.ts";
import { stackHourglasses, type StackOptions } from "./stacked-hourglass.ts";

const WIDTH = 64;
const DEPTH = 3;
const STRIDE = 4;

/** Of the channels before the head, in the network with dropout. */
const DROPOUT_RATE = 0.2;

/**
 * One hourglass of depth 3 with 64 channels on maps a quarter as wide as the image: 0.18 billion products an image at
 * 128 x 128 pixels, 0.05 at 64 x 64. It differs from the paper's where a CPU's time goes: the stem reads squares of
 * 4 x 4 pixels at once (a 3x3 convolution on them, then a block), and blocks are single 3x3 convolutions. A training
 * step took 13 ms of one core an image of 128 x 128; with bottlenecks of 128 channels 27, with 48 or 32 channels 9
 * or 7, whose products are fewer by more than that.
 */
export const compactHourglass: PoseNetworkDefinition = {
  name: "compact",
  title: "Compact hourglass for a CPU, 64 channels wide",
  build: (size) => stackHourglasses({ ...compact, name: "compact" }, size),
};

/** `compact` with dropout of a fifth of the channels before the head. */
export const compactHourglassDropout: PoseNetworkDefinition = {
  name: "compact-dropout",
  title: "Compact hourglass with dropout 0.2 before the head",
  build: (size) => stackHourglasses({ ...compact, name: "compact-dropout", dropoutRate: DROPOUT_RATE }, size),
};

const block: Block = (name, inputs, outputs) =>
  residual(
    name,
    inputs,
    outputs,
    false,
    normReluConvolution(`${name}.conv`, { size: 3, inputs, outputs, bias: false }),
  );

const compact: Omit<StackOptions, "name"> = {
  stacks: 1,
  width: WIDTH,
  depth: DEPTH,
  stride: STRIDE,
  stem,
  block,
  bias: false,
  zeroHeads: true,
};

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
