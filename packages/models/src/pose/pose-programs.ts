/** The programs of a pose network: a pass with targets, and a prediction. */
import { input, transpose, type Expression, type Program } from "@querent/graph";
import type { Learnable } from "../training/learnable.ts";
import { weightsOf, type LearnerParts } from "../training/training-program.ts";
import { heatMapLoss } from "./heat-map-loss.ts";
import type { PoseNetwork, PoseNetworkSize } from "./networks/pose-network.ts";
import type { PoseRecipe } from "./recipes.ts";

/**
 * The network with `heatMapLoss`. The module's ranking loss has a margin of 1 whatever the scale of the target loss,
 * which is small here: hence the small `moduleWeight`.
 *
 * Fed: `images` (B, H, W, C), `targets` (B, map height, map width, joints), `jointWeights` (B, joints), and
 * `dropoutMask` (B, width) if the network drops.
 */
export function learnablePoseNetwork(
  size: PoseNetworkSize,
  network: PoseNetwork,
  { moduleWeight, hillWeight }: Pick<PoseRecipe, "moduleWeight" | "hillWeight">,
): Learnable {
  const { weights, tapWidths, dropout } = network;
  return {
    weights,
    tapWidths,
    moduleWeight,
    forward(batchSize, weight, training) {
      const { maps, taps, carried } = network.forward(imagesInput(size, batchSize), weight, {
        training,
        ...(training && dropout && { dropoutMask: maskInput(dropout.width, batchSize) }),
      });
      const targets = input("targets", maps[0].shape);
      const jointWeights = input("jointWeights", [batchSize, size.joints]);
      return { losses: heatMapLoss(maps, targets, jointWeights, hillWeight), taps, carried };
    },
  };
}

/**
 * Fed: `images`, the weights, and `dropoutMask` (B, width) if `drops`. Fetched: `heatMaps` (B, joints, map height, map
 * width) of the last stack, `embeddings` and, with the module, `predictedLoss`.
 */
export function posePredictionProgram(
  size: PoseNetworkSize,
  network: PoseNetwork,
  parts: LearnerParts,
  batchSize: number,
  { withModule, drops }: { readonly withModule: boolean; readonly drops: boolean },
): Program {
  const weight = weightsOf(parts);
  const { dropout } = network;
  const { maps, taps, embedding } = network.forward(imagesInput(size, batchSize), weight, {
    training: false,
    ...(drops && dropout && { dropoutMask: maskInput(dropout.width, batchSize) }),
  });
  return {
    outputs: {
      heatMaps: jointsFirst(maps[maps.length - 1]),
      embeddings: embedding,
      ...(withModule && { predictedLoss: parts.module.predict(taps, weight) }),
    },
  };
}

/** (N, height, width, joints) -> (N, joints, height, width) */
export function jointsFirst(maps: Expression): Expression {
  return transpose(maps, [0, 3, 1, 2]);
}

function imagesInput({ height, width, channels }: PoseNetworkSize, batchSize: number): Expression<"input"> {
  return input("images", [batchSize, height, width, channels]);
}

function maskInput(width: number, batchSize: number): Expression<"input"> {
  return input("dropoutMask", [batchSize, width]);
}
