/** The programs of a classifier: a training pass, and a prediction. */
import { crossEntropy, input, softmax, type Expression, type Program } from "@querent/graph";
import type { Network, NetworkSize } from "./networks/network.ts";
import type { Learnable } from "../training/learnable.ts";
import { weightsOf, type LearnerParts } from "../training/training-program.ts";

/**
 * The network with the cross-entropy of each image as its loss. Fed: `images` (B, H, W, C), `labels` int32 (B), and `dropoutMask` (B, width) if the network drops.
 */
export function learnableClassifier(size: NetworkSize, network: Network, moduleWeight: number): Learnable {
  const { weights, fixed, tapWidths, dropout } = network;
  return {
    weights,
    fixed,
    tapWidths,
    moduleWeight,
    forward(batchSize, weight, training) {
      const { logits, taps, carried } = network.forward(imagesInput(size, batchSize), weight, {
        training,
        ...(training && dropout && { dropoutMask: input("dropoutMask", [batchSize, dropout.width]) }),
      });
      return { losses: crossEntropy(logits, input("labels", [batchSize], "int32")), taps, carried };
    },
  };
}

/** Fed: `images` and the weights. Fetched: `probabilities`, `embeddings` and, with the module, `predictedLoss`. */
export function predictionProgram(
  size: NetworkSize,
  network: Network,
  parts: LearnerParts,
  batchSize: number,
  withModule: boolean,
): Program {
  const weight = weightsOf(parts);
  const forward = network.forward(imagesInput(size, batchSize), weight, { training: false });
  return {
    outputs: {
      probabilities: softmax(forward.logits),
      embeddings: forward.embedding,
      ...(withModule && { predictedLoss: parts.module.predict(forward.taps, weight) }),
    },
  };
}

function imagesInput({ height, width, channels }: NetworkSize, batchSize: number): Expression<"input"> {
  return input("images", [batchSize, height, width, channels]);
}
