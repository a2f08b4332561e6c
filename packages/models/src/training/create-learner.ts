/** Makes the learner of a task: the recipe, the sessions that train, and the order in which trainings may run. */
import { split } from "@querent/core";
import { createSession, initialState, type SessionOptions, type Tensor } from "@querent/graph";
import { lossPredictionModule } from "../loss-prediction/module.ts";
import { initialWeights } from "../weights/initial-weights.ts";
import { batchOrder } from "./batch-order.ts";
import { compiledSteps, type Compile } from "./compiled-steps.ts";
import type { Learnable } from "./learnable.ts";
import type { Learner, LearnerRequest, LearnerSettings, TrainedModel } from "./learner-contract.ts";
import type { Recipe } from "./recipe.ts";
import { runTraining } from "./run-training.ts";
import type { LearnerParts } from "./training-program.ts";
import { trainingPlan, type TrainingPlan } from "./training-plan.ts";
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

/** What a task adds to the common part. */
export interface TaskParts<Request extends LearnerRequest, Model extends TrainedModel> {
  readonly recipe: Recipe;
  readonly learnable: Learnable;
  /** @throws when images or targets are not what the model was made for */
  check(request: Request): void;
  /** Numbers that say what an item's target is, for the fingerprint of a checkpoint. */
  targetOf(request: Request, item: number): readonly number[];
  /** A function that feeds a step its items; the arrays it gives are filled anew at each call. */
  feeder(request: Request, plan: TrainingPlan): (step: number, items: Int32Array) => Record<string, Tensor>;
  finish(done: Finished): Model;
}

/**
 * A learner. Weights, module weights, order, augmentation and dropout are drawn from parts of the request's key that do
 * not meet: the network begins and is fed the same with the module and without.
 *
 * @param compile makes sessions: ONNX Runtime on Node by default; in a browser a function over `createWebSession`
 */
export function createLearner<
  Settings extends LearnerSettings,
  Request extends LearnerRequest,
  Model extends TrainedModel,
>(
  settings: Settings,
  task: TaskParts<Request, Model>,
  compile: Compile = createSession,
): Learner<Settings, Request, Model> {
  const { learnable, recipe } = task;
  const parts: LearnerParts = { learnable, module: lossPredictionModule(learnable.tapWidths) };
  const options: SessionOptions = { provider: settings.provider, threads: settings.threads };
  const steps = compiledSteps(parts, recipe.optimizer, compile, options);
  const planFor = (labels: number) => trainingPlan(recipe, labels, settings.epochs);
  let state: "ready" | "training" | "released" = "ready";

  async function train(request: Request): Promise<Model> {
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
    const feed = task.feeder(request, plan);
    const feeds = (step: number) => feed(step, order(step));
    const done = await runTraining({ plan, recipe, fingerprint, from, feeds, compiled }, request);
    const trained = first.step.weights.map(({ attributes: { name } }) => name);
    return task.finish({
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

  return {
    settings,
    stepsFor: (labels) => planFor(labels).steps,
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
    async release() {
      if (state === "training")
        throw new Error("A learner cannot be released while it trains. Abort the training and wait for it.");
      state = "released";
      await steps.release();
    },
  };
}
