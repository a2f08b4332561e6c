/** Makes a classifier: a network, a recipe and the sessions that train it. */
import { split } from "@querent/core";
import { createSession, initialState, type SessionOptions } from "@querent/graph";
import { normalisationTable } from "./batches.ts";
import { checkItems, checkLabels } from "./check-items.ts";
import type {
  Classifier,
  ClassifierSettings,
  TrainedClassifier,
  TrainRequest,
} from "./classifier-contract.ts";
import type { ClassifierParts } from "./classifier-programs.ts";
import { compiledSteps, type Compile } from "./compiled-steps.ts";
import { lossPredictionModule } from "./loss-prediction/module.ts";
import { networkNamed, networks } from "./networks/index.ts";
import type { NetworkDefinition } from "./networks/network.ts";
import { recipeNamed } from "./recipes.ts";
import { trainClassifier } from "./train-classifier.ts";
import { trainedClassifier } from "./trained-classifier.ts";
import { trainingPlan } from "./training-plan.ts";
import { decodeTrainingState, trainingFingerprint } from "./training-state.ts";
import { initialWeights } from "./weights/initial-weights.ts";

/**
 * A classifier for images of one size. Weights, module weights, order, augmentation and dropout are drawn from parts
 * of the request's key that do not meet: the network begins and is fed the same with the module and without.
 *
 * @param compile makes sessions: ONNX Runtime on Node by default; in a browser a function over `createWebSession`
 * @param known the networks that `settings.network` may name, e.g. one made by `importedNetwork`
 * @throws when there is no such network or recipe, or a setting is out of range
 */
export function createClassifier(
  settings: ClassifierSettings,
  compile: Compile = createSession,
  known: readonly NetworkDefinition[] = networks,
): Classifier {
  const { classes, height, width, channels, epochs } = settings;
  if (!Number.isInteger(classes) || classes < 2)
    throw new Error(`A classifier needs at least two classes; got ${classes}.`);
  const size = { classes, height, width, channels };
  const network = networkNamed(settings.network, known).build(size);
  const recipe = recipeNamed(settings.recipe);
  const parts: ClassifierParts = { size, network, module: lossPredictionModule(network.tapWidths) };
  const table = normalisationTable(settings.normalisation, channels);
  const options: SessionOptions = { provider: settings.provider, threads: settings.threads };
  const steps = compiledSteps(parts, recipe.optimizer, compile, options);
  const planFor = (labels: number) => trainingPlan(recipe, labels, epochs);
  let state: "ready" | "training" | "released" = "ready";

  async function train(request: TrainRequest): Promise<TrainedClassifier> {
    const { images, labels, indices, key, module: objective } = request;
    checkItems(size, images, indices);
    checkLabels(classes, images, labels, indices);
    const every = request.checkpoint?.everySteps ?? 1;
    if (!Number.isInteger(every) || every < 1)
      throw new Error(`everySteps of a checkpoint must be a positive integer; got ${every}.`);
    const plan = planFor(indices.length);
    const first = await steps.get(plan.batchSize, objective, objective !== undefined && plan.cutStep === 0);
    const fingerprint = trainingFingerprint({ ...settings, recipe, objective }, indices, labels, key);
    const weights = new Map([
      ...initialWeights(network.weights, split(key, "weights")),
      ...initialWeights(parts.module.weights, split(key, "module")),
    ]);
    const from =
      request.resume === undefined
        ? { trainer: initialState(first.step, weights), lossSum: 0 }
        : decodeTrainingState(request.resume, fingerprint);
    const compiled = (cut: boolean) => steps.get(plan.batchSize, objective, cut);
    const setup = { plan, recipe, table, dropout: network.dropout, fingerprint, from, compiled };
    const done = await trainClassifier(setup, request);
    const trained = first.step.weights.map(({ attributes: { name } }) => name);
    return trainedClassifier(
      {
        parts,
        settings,
        table,
        weights: new Map([
          ...(network.fixed ?? []),
          ...trained.map((name) => [name, done.state.tensors.get(name)!] as const),
        ]),
        hasModule: objective !== undefined,
        finalLoss: done.finalLoss,
      },
      compile,
      options,
    );
  }

  return {
    settings,
    dropoutRate: network.dropout?.rate,
    stepsFor: (labels) => planFor(labels).steps,
    batchSizeFor: (labels) => planFor(labels).batchSize,
    async train(request) {
      if (state !== "ready")
        throw new Error(
          state === "training"
            ? "A classifier trains one model at a time; wait for the training under way."
            : "A released classifier cannot train. Make another.",
        );
      state = "training";
      try {
        return await train(request);
      } finally {
        state = "ready";
      }
    },
    async release() {
      if (state === "training")
        throw new Error(
          "A classifier cannot be released while it trains. Abort the training and wait for it.",
        );
      state = "released";
      await steps.release();
    },
  };
}
