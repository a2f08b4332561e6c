/** How far a replay has come, and how long the rest will take at the pace so far. */
import type { Classifier } from "@querent/models";
import type { Arm } from "./arm.ts";
import type { ReplayPlan } from "./plan.ts";
import type { Standing } from "./replay-progress.ts";
import { phases } from "./round-record.ts";
import type { Seconds } from "./round-record.ts";
import { passes, workOfTrial } from "./work.ts";

/** Counts finished rounds, their work and their time. */
export interface ReplayPace {
  finish(round: number, arm: Arm, seconds: Seconds): void;
  standing(): Standing;
}

/** Time left = seconds so far / forward passes so far x forward passes left. */
export function paceOf(plan: ReplayPlan, learner: Classifier): ReplayPace {
  const work = workOfTrial(plan, learner);
  const { trials } = plan.settings;
  const total = trials * work.length;
  let done = 0;
  let passesDone = 0;
  let secondsDone = 0;
  let passesLeft = trials * work.reduce((sum, one) => sum + passes(one), 0);
  return {
    finish(round, arm, seconds) {
      const amount = passes(work.find((one) => one.round === round && one.arm === arm)!);
      done += 1;
      passesDone += amount;
      passesLeft -= amount;
      for (const phase of phases) secondsDone += seconds[phase];
    },
    standing: () => ({
      done,
      total,
      secondsLeft: passesDone > 0 ? (secondsDone / passesDone) * passesLeft : undefined,
    }),
  };
}
