/** The programs of a pose network: a pass with targets, and a prediction. */
import {
  add,
  input,
  multiply,
  reduceMean,
  reduceSum,
  squaredError,
  transpose,
  type Expression,
  type Program,
} from "@querent/graph";
import type { Learnable } from "../training/learnable.ts";
import { weightsOf, type LearnerParts } from "../training/training-program.ts";
import type { PoseNetwork, PoseNetworkSize } from "./pose-network.ts";

/** What the module's loss counts beside the heat maps': Yoo and Kweon 2019, arXiv 1905.03677, section 4.3. */
export const MODULE_WEIGHT = 1e-4;

/**
 * The network with this loss of an image, whose joints with a target are V and whose maps have P pixels:
 *
 * l = sum over stacks s of 1 / (|V| P) sum over joints j in V and pixels p of (m_sjp - t_jp)^2
 *
 * the mean squared error of Newell, Yang and Deng 2016 (arXiv 1603.06937, section 3.3), added up over the stacks that
 * are all supervised alike. Its scale: maps of nothing but zeros cost about pi / P a stack (a hill's squares sum to
 * pi), which is 7.7e-4 at 64 x 64 and 3.1e-3 at 32 x 32. The module's ranking loss has a margin of 1 whatever the scale
 * of the target loss, which is why it counts for so little here (`moduleWeight`).
 *
 * Fed: `images` (B, H, W, C), `targets` (B, map height, map width, joints) and `jointWeights` (B, joints).
 */
export function learnablePoseNetwork(
  size: PoseNetworkSize,
  network: PoseNetwork,
  moduleWeight: number,
): Learnable {
  const { weights, tapWidths } = network;
  return {
    weights,
    tapWidths,
    moduleWeight,
    forward(batchSize, weight, training) {
      const { maps, taps, carried } = network.forward(imagesInput(size, batchSize), weight, training);
      const targets = input("targets", maps[0].shape);
      const jointWeights = input("jointWeights", [batchSize, size.joints]);
      const errors = maps.map((map) => reduceMean(squaredError(map, targets), [1, 2])).reduce(add);
      return { losses: reduceSum(multiply(errors, jointWeights), [1]), taps, carried };
    },
  };
}

/**
 * Fed: `images` and the weights. Fetched: `heatMaps` (B, joints, map height, map width) of the last stack, `embeddings`
 * and, with the module, `predictedLoss`.
 */
export function posePredictionProgram(
  size: PoseNetworkSize,
  network: PoseNetwork,
  parts: LearnerParts,
  batchSize: number,
  withModule: boolean,
): Program {
  const weight = weightsOf(parts);
  const { maps, taps, embedding } = network.forward(imagesInput(size, batchSize), weight, false);
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
