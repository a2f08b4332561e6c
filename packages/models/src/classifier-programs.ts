/** The programs of a classifier: a training step, and a prediction. */
import {
  add,
  crossEntropy,
  input,
  reduceMean,
  softmax,
  stopGradient,
  trainingStep,
  type Expression,
  type Optimizer,
  type Program,
  type TrainingStep,
} from "@querent/graph";
import type { ModuleObjective } from "./classifier-contract.ts";
import type { LossPredictionModule } from "./loss-prediction/module.ts";
import { rankingLoss } from "./loss-prediction/ranking-loss.ts";
import { squaredErrorLoss } from "./loss-prediction/squared-error-loss.ts";
import type { Network, NetworkSize } from "./networks/network.ts";
import { weightLookup } from "./weights/weight-lookup.ts";
import type { WeightLookup } from "./weights/weight-spec.ts";

/** A network at a size, and the module that reads its taps. */
export interface ClassifierParts {
  readonly size: NetworkSize;
  readonly network: Network;
  readonly module: LossPredictionModule;
}

export interface StepSettings {
  readonly batchSize: number;
  readonly optimizer: Optimizer;
  readonly objective?: ModuleObjective;
  /** Keeps the module's gradient out of the network. */
  readonly cut: boolean;
}

/**
 * One step on a batch: mean cross-entropy, plus the module's loss with weight one (lambda = 1) where there is an
 * objective. Fed: `images` (B, H, W, C), `labels` int32 (B), and `dropoutMask` (B, width) if the network drops.
 * Fetched besides the carried: `loss`, and with a module `targetLoss`, the cross-entropy alone.
 */
export function classifierStep(parts: ClassifierParts, settings: StepSettings): TrainingStep {
  const { size, network, module } = parts;
  const { batchSize, optimizer, objective, cut } = settings;
  const specs = objective === undefined ? network.weights : [...network.weights, ...module.weights];
  const weight = weightsOf(parts);
  const { dropout } = network;
  const forward = network.forward(imagesInput(size, batchSize), weight, {
    training: true,
    ...(dropout && { dropoutMask: input("dropoutMask", [batchSize, dropout.width]) }),
  });
  const losses = crossEntropy(forward.logits, input("labels", [batchSize], "int32"));
  const target = reduceMean(losses);
  const request = {
    trainable: specs
      .filter(({ trained }) => trained)
      .map(({ name, decays }) => ({ parameter: weight(name), decays })),
    carried: forward.carried,
    optimizer,
  };
  if (objective === undefined) return trainingStep({ ...request, loss: target });
  const taps = cut ? forward.taps.map(stopGradient) : forward.taps;
  const predicted = module.predict(taps, weight);
  const ofModule = objective === "mse" ? squaredErrorLoss : rankingLoss;
  return trainingStep({
    ...request,
    loss: add(target, ofModule(predicted, losses)),
    outputs: { targetLoss: target },
  });
}

/** Fed: `images` and the weights. Fetched: `probabilities`, `embeddings` and, with the module, `predictedLoss`. */
export function predictionProgram(parts: ClassifierParts, batchSize: number, withModule: boolean): Program {
  const { size, network, module } = parts;
  const weight = weightsOf(parts);
  const forward = network.forward(imagesInput(size, batchSize), weight, { training: false });
  return {
    outputs: {
      probabilities: softmax(forward.logits),
      embeddings: forward.embedding,
      ...(withModule && { predictedLoss: module.predict(forward.taps, weight) }),
    },
  };
}

/** Inputs for all weights of the network and the module, by name. */
export function weightsOf({ network, module }: ClassifierParts): WeightLookup {
  const fixed = [...(network.fixed ?? [])].map(([name, { shape }]) => ({ name, shape }));
  return weightLookup([...network.weights, ...fixed, ...module.weights]);
}

function imagesInput({ height, width, channels }: NetworkSize, batchSize: number): Expression<"input"> {
  return input("images", [batchSize, height, width, channels]);
}
