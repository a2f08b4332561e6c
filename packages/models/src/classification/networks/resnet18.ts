/** ResNet-18 for images of about 32 x 32 pixels, as the learning loss paper trains it. */
import { globalAveragePool, relu, type Carried, type Expression } from "@querent/graph";
import { basicBlock, convolutionAndNorm, type Part } from "../../layers/blocks.ts";
import { dense } from "../../layers/layers.ts";
import type { NetworkDefinition } from "./network.ts";

const STEM = 64;
const STAGES = [64, 128, 256, 512];
const BLOCKS = 2;

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
