/** ResNet-18 for images of about 32 x 32 pixels, as the learning loss paper trains it. */
import { add, globalAveragePool, relu, type Carried, type Expression } from "@querent/graph";
import type { WeightLookup, WeightSpec } from "../weights/weight-spec.ts";
import { batchNorm, convolution, dense } from "./layers.ts";
import type { NetworkDefinition } from "./network.ts";

const STEM = 64;
const STAGES = [64, 128, 256, 512];
const BLOCKS = 2;

/** A piece of the network: what it declares, and what it makes of its input. */
interface Part {
  readonly weights: readonly WeightSpec[];
  apply(x: Expression, weight: WeightLookup, training: boolean, carried: Carried[]): Expression;
}

/**
 * He et al., arXiv 1512.03385, in its form for small images: a 3x3 stem of 64 without pooling, four stages of two
 * basic blocks, 1x1 convolution and batch norm where a shortcut changes shape, the mean over the map, dense.
 */
export const resnet18: NetworkDefinition = {
  name: "resnet18",
  title: "ResNet-18 with a 3x3 stem (small images)",
  build({ classes, height, width, channels }) {
    if (height < 8 || width < 8)
      throw new Error(
        `The network "resnet18" halves images three times and needs at least 8 x 8 pixels; got ${height} x ${width}. Use larger images.`,
      );
    const stem = convolutionAndNorm("stem", 3, channels, STEM, 1);
    const stages = STAGES.map((outputs, at) =>
      stage(`stage${at + 1}`, at === 0 ? STEM : STAGES[at - 1], outputs, at === 0 ? 1 : 2),
    );
    const embeddingWidth = STAGES[STAGES.length - 1];
    const head = dense("head", embeddingWidth, classes);
    return {
      weights: [stem, ...stages, head].flatMap(({ weights }) => weights),
      embeddingWidth,
      lastLayer: "head",
      tapWidths: STAGES,
      forward(x, weight, { training }) {
        const carried: Carried[] = [];
        const taps: Expression[] = [];
        let y = relu(stem.apply(x, weight, training, carried));
        for (const part of stages) {
          y = part.apply(y, weight, training, carried);
          taps.push(y);
        }
        const embedding = globalAveragePool(y);
        return { logits: head.apply(embedding, weight), embedding, taps, carried };
      },
    };
  },
};

function stage(name: string, inputs: number, outputs: number, stride: number): Part {
  const blocks = Array.from({ length: BLOCKS }, (_, at) =>
    basicBlock(`${name}.block${at + 1}`, at === 0 ? inputs : outputs, outputs, at === 0 ? stride : 1),
  );
  return {
    weights: blocks.flatMap(({ weights }) => weights),
    apply: (x, ...rest) => blocks.reduce((y, block) => block.apply(y, ...rest), x),
  };
}

function basicBlock(name: string, inputs: number, outputs: number, stride: number): Part {
  const first = convolutionAndNorm(`${name}.conv1`, 3, inputs, outputs, stride);
  const second = convolutionAndNorm(`${name}.conv2`, 3, outputs, outputs, 1);
  const changes = stride !== 1 || inputs !== outputs;
  const shortcut = changes ? convolutionAndNorm(`${name}.shortcut`, 1, inputs, outputs, stride) : undefined;
  return {
    weights: [first, second, ...(shortcut ? [shortcut] : [])].flatMap(({ weights }) => weights),
    apply(x, ...rest) {
      const y = second.apply(relu(first.apply(x, ...rest)), ...rest);
      return relu(add(y, shortcut ? shortcut.apply(x, ...rest) : x));
    },
  };
}

function convolutionAndNorm(
  name: string,
  size: number,
  inputs: number,
  outputs: number,
  stride: number,
): Part {
  const conv = convolution(
    name,
    { size, inputs, outputs, bias: false },
    { strides: [stride, stride], padding: (size - 1) / 2 },
  );
  const norm = batchNorm(`${name}.norm`, outputs);
  return {
    weights: [...conv.weights, ...norm.weights],
    apply(x, weight, training, carried) {
      const normalised = norm.apply(conv.apply(x, weight), weight, training);
      carried.push(...normalised.carried);
      return normalised.y;
    },
  };
}
