/** The training loop: batches in, steps run, weights out. */
import { createTrainer, learningRateAt, type Session, type Tensor, type Trainer } from "@querent/graph";
import type { TrainerState, TrainingStep } from "@querent/graph";
import type { LearnerRequest } from "./learner-contract.ts";
import type { Recipe } from "./recipe.ts";
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
  readonly fingerprint: string;
  readonly from: TrainingState;
  /** What a step is fed; it depends on the step alone, so that a resumed training repeats the rest bit for bit. */
  feeds(step: number): Record<string, Tensor>;
  /** The step compiled with the module's gradient reaching the network, or cut off from it. */
  compiled(cut: boolean): Promise<CompiledStep>;
}

/**
 * Runs the plan's steps from where `from` stands.
 *
 * @returns the last state, and the mean target loss of the last epoch
 * @throws when aborted between two steps, or when the loss is no longer finite
 */
export async function runTraining(
  setup: TrainingSetup,
  request: Pick<LearnerRequest, "module" | "abort" | "progress" | "checkpoint">,
): Promise<{ state: TrainerState; finalLoss: number }> {
  const { plan, recipe, from } = setup;
  const { steps, stepsPerEpoch, cutStep } = plan;
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
    const results = await trainer.run(setup.feeds(step), rate);
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
