/** A detection network as training and prediction run it. */
import { input, softmax, type Expression, type Program } from "@querent/graph";
import type { Learnable } from "../training/learnable.ts";
import { weightsOf, type LearnerParts } from "../training/training-program.ts";
import { multiboxLoss } from "./multibox-loss.ts";
import type { DetectionNetwork, DetectionSize } from "./networks/detection-network.ts";

/**
 * The network with the multibox loss of each image. Fed: `images` (B, H, W, C), `classes` int32 (B, A), `offsets`
 * (B, A, 4), `positives` and `negatives` (B, A), as `matchAnchors` writes them, and `dropoutMask` (B, width) if the network drops.
 */
export function learnableDetector(
  size: DetectionSize,
  network: DetectionNetwork,
  moduleWeight: number,
): Learnable {
  const { weights, tapWidths, anchors } = network;
  return {
    weights,
    tapWidths,
    moduleWeight,
    forward(batchSize, weight, training) {
      const forward = network.forward(imagesInput(size, batchSize), weight, {
        training,
        ...(training && maskInput(network, batchSize)),
      });
      const losses = multiboxLoss({
        logits: forward.logits,
        offsets: forward.offsets,
        classes: input("classes", [batchSize, anchors.count], "int32"),
        targets: input("offsets", [batchSize, anchors.count, 4]),
        positives: input("positives", [batchSize, anchors.count]),
        negatives: input("negatives", [batchSize, anchors.count]),
      });
      return { losses, taps: forward.taps, carried: forward.carried };
    },
  };
}

/**
 * Fed: `images`, the weights and, if it `drops`, `dropoutMask`. Fetched: `probabilities` (B, A, classes + 1), `offsets` (B, A, 4), `boxMap`, `deepest`
 * and, with the module, `predictedLoss`.
 */
export function detectionProgram(
  size: DetectionSize,
  network: DetectionNetwork,
  parts: LearnerParts,
  batchSize: number,
  withModule: boolean,
  drops = false,
): Program {
  const weight = weightsOf(parts);
  const { logits, offsets, boxMap, deepest, taps } = network.forward(imagesInput(size, batchSize), weight, {
    training: false,
    ...(drops && maskInput(network, batchSize)),
  });
  return {
    outputs: {
      probabilities: softmax(logits),
      offsets,
      boxMap,
      deepest,
      ...(withModule && { predictedLoss: parts.module.predict(taps, weight) }),
    },
  };
}

function imagesInput({ height, width, channels }: DetectionSize, batchSize: number): Expression<"input"> {
  return input("images", [batchSize, height, width, channels]);
}

function maskInput({ dropout }: DetectionNetwork, batchSize: number): { dropoutMask?: Expression } {
  return dropout === undefined ? {} : { dropoutMask: input("dropoutMask", [batchSize, dropout.width]) };
}
