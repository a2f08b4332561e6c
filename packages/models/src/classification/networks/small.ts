/** A small convolutional network for CPUs, with and without dropout. */
import { dropout, maxPool2d, relu, reshape, type Expression } from "@querent/graph";
import { convolution, dense } from "../../layers/layers.ts";
import type { Network, NetworkDefinition, NetworkSize } from "./network.ts";

const WIDTHS = [32, 64, 128];
const EMBEDDING = 128;
const DROPOUT_RATE = 0.5;

/** Three times convolution 3x3, ReLU, max-pooling 2x2 with 32, 64, 128 channels; dense 128, ReLU; dense. */
export const small: NetworkDefinition = {
  name: "small",
  title: "Small convolutional network (32-64-128, dense 128)",
  build: (size) => build(size, false),
};

/** `small` with dropout 0.5 before the last layer. */
export const smallDropout: NetworkDefinition = {
  name: "small-dropout",
  title: "Small convolutional network with dropout 0.5 before the last layer",
  build: (size) => build(size, true),
};

function build({ classes, height, width, channels }: NetworkSize, drops: boolean): Network {
  if (height < 8 || width < 8)
    throw new Error(
      `The network "small" halves images three times and needs at least 8 x 8 pixels; got ${height} x ${width}. Use larger images.`,
    );
  const blocks = WIDTHS.map((outputs, at) =>
    convolution(
      `conv${at + 1}`,
      { size: 3, inputs: at === 0 ? channels : WIDTHS[at - 1], outputs, bias: true },
      { padding: 1 },
    ),
  );
  const flat = (height >> 3) * (width >> 3) * WIDTHS[2];
  const hidden = dense("hidden", flat, EMBEDDING);
  const head = dense("head", EMBEDDING, classes);
  return {
    weights: [...blocks, hidden, head].flatMap(({ weights }) => weights),
    embeddingWidth: EMBEDDING,
    lastLayer: "head",
    tapWidths: WIDTHS,
    ...(drops && { dropout: { rate: DROPOUT_RATE, width: EMBEDDING } }),
    forward(x, weight, { training, dropoutMask }) {
      const taps: Expression[] = [];
      let y = x;
      for (const block of blocks) {
        // ReLU and max-pooling commute; pooled first, ReLU has a quarter of the values to walk.
        y = relu(maxPool2d(block.apply(y, weight), { window: [2, 2] }));
        taps.push(y);
      }
      const embedding = relu(hidden.apply(reshape(y, [x.shape[0], flat]), weight));
      const kept = drops && training ? dropout(embedding, required(dropoutMask), DROPOUT_RATE) : embedding;
      return { logits: head.apply(kept, weight), embedding, taps, carried: [] };
    },
  };
}

function required(mask: Expression | undefined): Expression {
  if (mask === undefined) throw new Error("internal: training with dropout needs its mask.");
  return mask;
}
