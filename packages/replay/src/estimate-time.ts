/** How long a replay will take, said before it starts. */
import { keyFrom } from "@querent/core";
import type { Abort } from "@querent/core";
import type { ModuleObjective } from "@querent/models";
import type { ReplayPlan } from "./plan.ts";
import type { ReplaySubject } from "./tasks/replay-subject.ts";
import { trialDraws } from "./trial-draws.ts";
import { passesPerTrainedImage, workOfTrial } from "./work.ts";

/** Seconds an image takes in a training step, with each objective of the plan's arms ("none" without the module). */
export type TrainingRates = Readonly<Partial<Record<ModuleObjective | "none", number>>>;

/** Measures the learner of the subject; `measureRates` unless a caller knows better. */
export type Measure = (plan: ReplayPlan, subject: ReplaySubject, abort?: Abort) => Promise<TrainingRates>;

/** An estimate in seconds. The time of the strategies themselves is not in it. */
export interface TimeEstimate {
  readonly seconds: number;
  readonly trainings: number; // how many models are trained
  readonly rates: TrainingRates;
}

/** All trials, arms and rounds at the measured rates; a predicted image counts as a third of a trained one. */
export async function estimateTime(
  plan: ReplayPlan,
  subject: ReplaySubject,
  abort?: Abort,
  measure: Measure = measureRates,
): Promise<TimeEstimate> {
  const rates = await measure(plan, subject, abort);
  const { trials } = plan.settings;
  let seconds = 0;
  let trainings = 0;
  for (const { arm, trained, predicted } of workOfTrial(plan, subject)) {
    const rate = rates[arm.module ?? "none"];
    if (rate === undefined) throw new Error(`internal: no rate was measured for ${arm.name}.`);
    seconds += trials * rate * (trained + predicted / passesPerTrainedImage);
    if (trained > 0) trainings += trials;
  }
  return { seconds, trainings, rates };
}

const warmUpSteps = 2;
const timedSteps = 6;

/**
 * Times a few steps of round 0 of the first trial for each objective, after two that are not counted, then stops the
 * training. The model is thrown away. A training with too few steps for that is timed as a whole.
 */
export async function measureRates(
  plan: ReplayPlan,
  subject: ReplaySubject,
  abort?: Abort,
): Promise<TrainingRates> {
  const { pool, initial } = trialDraws(plan, subject.data, 0);
  const indices = initial.map((row) => pool[row]);
  const rates: Partial<Record<ModuleObjective | "none", number>> = {};
  for (const { module } of plan.arms) {
    if (rates[module ?? "none"] !== undefined) continue;
    const times: number[] = [];
    const rehearsal = {
      get aborted() {
        return abort?.aborted === true || times.length > warmUpSteps + timedSteps;
      },
      reason: abort?.reason ?? new Error("enough steps were timed"),
    };
    const began = performance.now();
    try {
      const model = await subject.train({
        indices,
        key: keyFrom("a rehearsal"),
        module,
        abort: rehearsal,
        progress: () => times.push(performance.now()),
      });
      await model.release(); // fewer steps than would be timed
    } catch (error) {
      if (abort?.aborted === true || !rehearsal.aborted) throw error;
    }
    const from = Math.min(warmUpSteps, times.length - 2);
    const milliseconds =
      from < 0
        ? performance.now() - began
        : (times[times.length - 1] - times[from]) / (times.length - 1 - from);
    rates[module ?? "none"] = milliseconds / 1000 / subject.batchSizeFor(indices.length);
  }
  return rates;
}
