/** Splits a replay among processes: what belongs together stays together, and each gets about as much. */
import type { ModuleObjective } from "@querent/models";
import type { Arm } from "./arm.ts";
import type { ReplayPlan } from "./plan.ts";
import type { SubjectWork } from "./tasks/replay-subject.ts";
import { passes, workOfTrial } from "./work.ts";

/** The arms of one trial that train alike: they share their first model, so one process runs them. */
export interface WorkShare {
  readonly trial: number;
  readonly module: ModuleObjective | "none";
}

/** True when the arm of the trial is in the share; without a share, everything is. */
export function isShared(share: readonly WorkShare[] | undefined, trial: number, { module }: Arm): boolean {
  if (share === undefined) return true;
  return share.some((one) => one.trial === trial && one.module === (module ?? "none"));
}

/** At most `workers` shares, none empty: the largest piece left goes to whoever has least. */
export function shareWork(plan: ReplayPlan, subject: SubjectWork, workers: number): WorkShare[][] {
  const sizes = new Map<WorkShare["module"], number>();
  for (const work of workOfTrial(plan, subject)) {
    const module = work.arm.module ?? "none";
    sizes.set(module, (sizes.get(module) ?? 0) + passes(work));
  }
  const pieces = Array.from({ length: plan.settings.trials }, (_, trial) =>
    [...sizes].map(([module, size]) => ({ share: { trial, module }, size })),
  ).flat();
  const hands = Array.from({ length: Math.min(workers, pieces.length) }, () => ({
    load: 0,
    shares: [] as WorkShare[],
  }));
  for (const { share, size } of pieces.sort((a, b) => b.size - a.size)) {
    const hand = hands.reduce((least, other) => (other.load < least.load ? other : least));
    hand.load += size;
    hand.shares.push(share);
  }
  return hands.map(({ shares }) => shares);
}
