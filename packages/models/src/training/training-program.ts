/** One training step of any task, with the loss prediction module or without. */
import {
  add,
  multiply,
  reduceMean,
  stopGradient,
  trainingStep,
  type Optimizer,
  type TrainingStep,
} from "@querent/graph";
import type { LossPredictionModule } from "../loss-prediction/module.ts";
import { rankingLoss } from "../loss-prediction/ranking-loss.ts";
import { squaredErrorLoss } from "../loss-prediction/squared-error-loss.ts";
import { weightLookup } from "../weights/weight-lookup.ts";
import type { WeightLookup } from "../weights/weight-spec.ts";
import type { ModuleObjective } from "./learner-contract.ts";
import type { Learnable } from "./learnable.ts";

/** A model, and the module that reads its taps. */
export interface LearnerParts {
  readonly learnable: Learnable;
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
 * One step on a batch: the mean target loss, plus lambda times the module's loss where there is an objective. Fetched
 * besides the carried: `loss`, and with a module `targetLoss`, the mean target loss alone.
 */
export function learnerStep(parts: LearnerParts, settings: StepSettings): TrainingStep {
  const { learnable, module } = parts;
  const { batchSize, optimizer, objective, cut } = settings;
  const specs = objective === undefined ? learnable.weights : [...learnable.weights, ...module.weights];
  const weight = weightsOf(parts);
  const { losses, taps, carried } = learnable.forward(batchSize, weight, true);
  const target = reduceMean(losses);
  const request = {
    trainable: specs
      .filter(({ trained }) => trained)
      .map(({ name, decays }) => ({ parameter: weight(name), decays })),
    carried,
    optimizer,
  };
  if (objective === undefined) return trainingStep({ ...request, loss: target });
  const predicted = module.predict(cut ? taps.map(stopGradient) : taps, weight);
  const ofModule = (objective === "mse" ? squaredErrorLoss : rankingLoss)(predicted, losses);
  const { moduleWeight } = learnable;
  return trainingStep({
    ...request,
    loss: add(target, moduleWeight === 1 ? ofModule : multiply(ofModule, moduleWeight)),
    outputs: { targetLoss: target },
  });
}

/** Inputs for all weights of the model and the module, by name. */
export function weightsOf({ learnable, module }: LearnerParts): WeightLookup {
  const fixed = [...(learnable.fixed ?? [])].map(([name, { shape }]) => ({ name, shape }));
  return weightLookup([...learnable.weights, ...fixed, ...module.weights]);
}
