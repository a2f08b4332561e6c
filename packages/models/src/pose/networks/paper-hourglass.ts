/** The stacked hourglass as its paper has it. */
import { chain, convolutionNormRelu, halved, normReluConvolution, residual, type Part } from "./parts.ts";
import type { PoseNetworkDefinition } from "./pose-network.ts";
import { stackHourglasses } from "./stacked-hourglass.ts";

/** Channels of the paper's features. */
const WIDTH = 256;

/**
 * Newell, Yang and Deng 2016, arXiv 1603.06937, section 3: 256 x 256 images; a stem of a 7x7 convolution of stride 2,
 * a residual block to 128, max-pooling, residual blocks to 128 and to 256 channels; then hourglasses of depth 4 at
 * 64 x 64. A residual block (figure 4, left) is 1x1 to half the channels, 3x3, 1x1, each after batch norm and ReLU.
 * Convolutions have biases, as in the authors' code. The paper's network has eight stacks.
 *
 * @param width channels of the features, the paper's 256 unless given; the stem has a quarter and a half of them
 */
export function paperHourglass(stacks: number, width = WIDTH): PoseNetworkDefinition {
  const name = `hourglass-${stacks}`;
  return {
    name,
    title: `Stacked hourglass of the paper, ${stacks} ${stacks === 1 ? "stack" : "stacks"}, for 256 x 256 pixels`,
    build(size) {
      if (width % 4 !== 0 || width < 4)
        throw new Error(`The width of a stacked hourglass must be a multiple of 4; got ${width}.`);
      const options = {
        name,
        stacks,
        width,
        depth: 4,
        stride: 4,
        stem: (channels: number) => stem(channels, width),
        block: bottleneck,
        bias: true,
        zeroHeads: false,
      };
      return stackHourglasses(options, size);
    },
  };
}

function stem(channels: number, width: number): Part {
  const [quarter, half] = [width / 4, width / 2];
  return chain(
    convolutionNormRelu("stem.conv", { size: 7, inputs: channels, outputs: quarter, bias: true, stride: 2 }),
    bottleneck("stem.block1", quarter, half),
    halved,
    bottleneck("stem.block2", half, half),
    bottleneck("stem.block3", half, width),
  );
}

function bottleneck(name: string, inputs: number, outputs: number): Part {
  const inner = outputs / 2;
  const conv = (part: string, size: number, from: number, to: number): Part =>
    normReluConvolution(`${name}.${part}`, { size, inputs: from, outputs: to, bias: true });
  const branch = chain(
    conv("conv1", 1, inputs, inner),
    conv("conv2", 3, inner, inner),
    conv("conv3", 1, inner, outputs),
  );
  return residual(name, inputs, outputs, true, branch);
}
