/** Makes the learner of a task: the recipe, the sessions that train, and the order in which trainings may run. */
import { split, type Key } from "@querent/core";
import { createSession, initialState, type SessionOptions, type Tensor } from "@querent/graph";
import { lossPredictionModule } from "../loss-prediction/module.ts";
import { checkWeights } from "../weights/check-weights.ts";
import { initialWeights } from "../weights/initial-weights.ts";
import { batchOrder } from "./batch-order.ts";
import { compiledSteps, type Compile } from "./compiled-steps.ts";
import type { Learnable } from "./learnable.ts";
import type { Examples, Learner, LearnerRequest, LearnerSettings, TrainedModel } from "./learner-contract.ts";
import { itemLosses } from "./item-losses.ts";
import type { Recipe } from "./recipe.ts";
import { runTraining } from "./run-training.ts";
import type { LearnerParts } from "./training-program.ts";
import { trainingPlan } from "./training-plan.ts";
import { decodeTrainingState, trainingFingerprint } from "./training-state.ts";

/** What a finished training hands to its task. */
export interface Finished {
  readonly parts: LearnerParts;
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly hasModule: boolean;
  readonly finalLoss: number;
  readonly compile: Compile;
  readonly options: SessionOptions;
}

type CommonPart = "weights" | "hasModule" | "finalLoss" | "losses";

/** Feeds a step or a prediction its items; the arrays it gives are filled anew at each call. */
export type Feed = (step: number, items: Int32Array) => Record<string, Tensor>;

/** What a task adds to the common part: `E` are its examples. */
export interface TaskParts<E extends Examples, Model> {
  readonly recipe: Recipe;
  readonly learnable: Learnable;
  /** Images a run without training takes. */
  readonly predictionBatch: number;
  /** @throws when images or targets are not what the model was made for */
  check(examples: E): void;
  /** Numbers that say what an item's target is, for the fingerprint of a checkpoint. */
  targetOf(examples: E, item: number): readonly number[];
  /** With a key images are varied and units dropped as the recipe says, by step; without, they are as they are. */
  feeder(examples: E, batchSize: number, key?: Key): Feed;
  /** The task's own part of a trained model. */
  finish(done: Finished): Model;
}

/**
 * A learner. Weights, module weights, order, augmentation and dropout are drawn from parts of the request's key that do
 * not meet: the network begins and is fed the same with the module and without.
 *
 * @param compile makes sessions: ONNX Runtime on Node by default; in a browser a function over `createWebSession`
 */
export function createLearner<Settings extends LearnerSettings, E extends Examples, Model>(
  settings: Settings,
  task: TaskParts<E, Model>,
  compile: Compile = createSession,
): Learner<Settings, E & LearnerRequest, Model & Pick<TrainedModel<E>, CommonPart>> {
  const { learnable, recipe } = task;
  const parts: LearnerParts = { learnable, module: lossPredictionModule(learnable.tapWidths) };
  const options: SessionOptions = { provider: settings.provider, threads: settings.threads };
  const steps = compiledSteps(parts, recipe.optimizer, compile, options);
  const planFor = (labels: number) => trainingPlan(recipe, labels, settings.epochs);
  let state: "ready" | "training" | "released" = "ready";

  type Trained = Model & Pick<TrainedModel<E>, CommonPart>;

  async function train(request: E & LearnerRequest): Promise<Trained> {
    const { indices, key, module: objective } = request;
    task.check(request);
    const every = request.checkpoint?.everySteps ?? 1;
    if (!Number.isInteger(every) || every < 1)
      throw new Error(`everySteps of a checkpoint must be a positive integer; got ${every}.`);
    const plan = planFor(indices.length);
    const compiled = (cut: boolean) => steps.get(plan.batchSize, objective, cut);
    const first = await compiled(objective !== undefined && plan.cutStep === 0);
    const fingerprint = trainingFingerprint({ ...settings, recipe, objective }, indices, key, (item) =>
      task.targetOf(request, item),
    );
    const weights = new Map([
      ...initialWeights(learnable.weights, split(key, "weights")),
      ...initialWeights(parts.module.weights, split(key, "module")),
    ]);
    const from =
      request.resume === undefined
        ? { trainer: initialState(first.step, weights), lossSum: 0 }
        : decodeTrainingState(request.resume, fingerprint);
    const order = batchOrder(split(key, "order"), indices, plan);
    const feed = task.feeder(request, plan.batchSize, key);
    const feeds = (step: number) => feed(step, order(step));
    const done = await runTraining({ plan, recipe, fingerprint, from, feeds, compiled }, request);
    const trained = first.step.weights.map(({ attributes: { name } }) => name);
    return modelOf({
      parts,
      weights: new Map([
        ...(learnable.fixed ?? []),
        ...trained.map((name) => [name, done.state.tensors.get(name)!] as const),
      ]),
      hasModule: objective !== undefined,
      finalLoss: done.finalLoss,
      compile,
      options,
    });
  }

  function modelOf(finished: Finished): Trained {
    return {
      ...task.finish(finished),
      weights: finished.weights,
      hasModule: finished.hasModule,
      finalLoss: finished.finalLoss,
      async losses(examples, abort) {
        task.check(examples);
        const { predictionBatch } = task;
        const plain = task.feeder(examples, predictionBatch);
        return itemLosses(finished, examples.indices, predictionBatch, (items) => plain(0, items), abort);
      },
    };
  }

  return {
    settings,
    recipe,
    stepsFor: (labels) => planFor(labels).steps, // with the module as many as without
    batchSizeFor: (labels) => planFor(labels).batchSize,
    async train(request) {
      if (state !== "ready")
        throw new Error(
          state === "training"
            ? "A learner trains one model at a time; wait for the training under way."
            : "A released learner cannot train. Make another.",
        );
      state = "training";
      try {
        return await train(request);
      } finally {
        state = "ready";
      }
    },
    restore(weights) {
      const hasModule = parts.module.weights.some(({ name }) => weights.has(name));
      const known = new Map([...weights, ...(learnable.fixed ?? [])]);
      checkWeights([...learnable.weights, ...(hasModule ? parts.module.weights : [])], known);
      return modelOf({ parts, weights: known, hasModule, finalLoss: NaN, compile, options });
    },
    async release() {
      if (state === "training")
        throw new Error("A learner cannot be released while it trains. Abort the training and wait for it.");
      state = "released";
      await steps.release();
    },
  };
}
