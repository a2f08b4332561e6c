/** How far a replay has come, and how long the rest will take at the pace so far. */
import type { Arm } from "./arm.ts";
import type { ReplayPlan } from "./plan.ts";
import type { Standing } from "./replay-progress.ts";
import type { SubjectWork } from "./tasks/replay-subject.ts";
import { passes, workOfTrial } from "./work.ts";

/** Counts finished rounds, their work and their time. */
export interface ReplayPace {
  /** @param seconds what the round took, by whatever clock; undefined when it was found finished */
  finish(round: number, arm: Arm, seconds: number | undefined): void;
  standing(): Standing;
}

/** Time left = seconds so far / forward passes so far x forward passes left. */
export function paceOf(plan: ReplayPlan, subject: SubjectWork): ReplayPace {
  const work = workOfTrial(plan, subject);
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
      passesLeft -= amount;
      if (seconds === undefined) return;
      passesDone += amount;
      secondsDone += seconds;
    },
    standing: () => ({
      done,
      total,
      secondsLeft: passesDone > 0 ? (secondsDone / passesDone) * passesLeft : undefined,
    }),
  };
}
