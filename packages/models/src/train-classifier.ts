/** The training loop: batches in, steps run, weights out. */
import { generator, permutation, split, type Key } from "@querent/core";
import { createTrainer, learningRateAt, type Session, type Tensor, type Trainer } from "@querent/graph";
import type { TrainerState, TrainingStep } from "@querent/graph";
import { drawPlacements, PLACEMENT } from "./augment.ts";
import { fillBatch } from "./batches.ts";
import type { TrainRequest } from "./classifier-contract.ts";
import type { Recipe } from "./recipes.ts";
import { throwIfAborted } from "./throw-if-aborted.ts";
import type { TrainingPlan } from "./training-plan.ts";
import { encodeTrainingState, type TrainingState } from "./training-state.ts";

/** A compiled step. */
export interface CompiledStep {
  readonly step: TrainingStep;
  readonly session: Session;
}

/** Everything a training needs besides the request. */
export interface TrainingSetup {
  readonly plan: TrainingPlan;
  readonly recipe: Recipe;
  readonly table: Float32Array;
  readonly dropout?: { readonly rate: number; readonly width: number };
  readonly fingerprint: string;
  readonly from: TrainingState;
  /** The step compiled with the module's gradient reaching the network, or cut off from it. */
  compiled(cut: boolean): Promise<CompiledStep>;
}

/**
 * Runs the plan's steps from where `from` stands. Step s of an epoch takes the s-th batch of that epoch's order; each
 * step draws augmentation and dropout from its own key, so a resumed training repeats the rest bit for bit.
 *
 * @returns the last state, and the mean target loss of the last epoch
 * @throws when aborted between two steps, or when the loss is no longer finite
 */
export async function trainClassifier(
  setup: TrainingSetup,
  request: TrainRequest,
): Promise<{ state: TrainerState; finalLoss: number }> {
  const { plan, recipe, from } = setup;
  const { steps, stepsPerEpoch, cutStep } = plan;
  const feeds = batchFeeds(setup, request);
  const isCut = (step: number): boolean => request.module !== undefined && step >= cutStep;
  let { lossSum } = from;
  let finalLoss = lossSum / stepsPerEpoch;
  let trainer: Trainer | undefined;
  let state = from.trainer;
  for (let step = state.step; step < steps; step++) {
    throwIfAborted(request.abort, "training");
    if (trainer === undefined || step === cutStep) {
      const compiled = await setup.compiled(isCut(step));
      trainer = createTrainer(compiled.step, compiled.session, state);
    }
    if (step % stepsPerEpoch === 0) lossSum = 0;
    const rate = learningRateAt(recipe.schedule, recipe.learningRate, step, steps);
    const results = await trainer.run(feeds(step), rate);
    state = trainer.state();
    const loss = (results.targetLoss ?? results.loss).data[0];
    lossSum += loss;
    finalLoss = lossSum / stepsPerEpoch;
    request.progress?.({ step: step + 1, steps, loss });
    const { checkpoint } = request;
    if (checkpoint !== undefined && (step + 1) % checkpoint.everySteps === 0)
      await checkpoint.save(encodeTrainingState({ trainer: state, lossSum }, setup.fingerprint));
  }
  return { state, finalLoss };
}

/** A function that gives the feeds of a step; its arrays are filled anew at each call. */
function batchFeeds(
  { plan, recipe, table, dropout }: TrainingSetup,
  { images, labels, indices, key }: TrainRequest,
): (step: number) => Record<string, Tensor> {
  const { batchSize, stepsPerEpoch } = plan;
  const { height, width, channels } = images;
  const pixels = new Float32Array(batchSize * height * width * channels);
  const targets = new Int32Array(batchSize);
  const items = new Int32Array(batchSize);
  const placements = new Int8Array(batchSize * PLACEMENT);
  const mask = new Float32Array(batchSize * (dropout?.width ?? 0));
  const feeds: Record<string, Tensor> = {
    images: { shape: [batchSize, height, width, channels], data: pixels },
    labels: { shape: [batchSize], data: targets },
    ...(dropout && { dropoutMask: { shape: [batchSize, dropout.width], data: mask } }),
  };
  const [orderKey, augmentationKey, dropoutKey] = ["order", "augmentation", "dropout"].map((name) =>
    split(key, name),
  );
  let epoch = -1;
  let order: Int32Array = new Int32Array(0);
  return (step) => {
    if (epoch !== Math.floor(step / stepsPerEpoch)) {
      epoch = Math.floor(step / stepsPerEpoch);
      order = permutation(split(orderKey, epoch), indices.length);
    }
    const first = (step % stepsPerEpoch) * batchSize;
    for (let at = 0; at < batchSize; at++) {
      items[at] = indices[order[first + at]];
      targets[at] = labels[items[at]];
    }
    drawPlacements(split(augmentationKey, step), recipe.augmentation, placements);
    fillBatch(images, items, table, pixels, placements);
    if (dropout !== undefined) drawMask(split(dropoutKey, step), dropout.rate, mask);
    return feeds;
  };
}

/** Ones with probability 1 - rate, else zeros. */
function drawMask(key: Key, rate: number, out: Float32Array): void {
  const random = generator(key);
  const limit = rate * 4294967296;
  for (let at = 0; at < out.length; at++) out[at] = random.nextUint32() >= limit ? 1 : 0;
}
