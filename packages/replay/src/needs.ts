/** What the strategies of a replay need beyond a trained model. */
import type { SignalName } from "@querent/core";
import type { Arm } from "./arm.ts";
import type { ReplayPlan } from "./plan.ts";
import type { ReplaySubject } from "./tasks/replay-subject.ts";

/** Signals made by predicting several times with dropout left on. */
const byDropout: readonly SignalName[] = ["passes", "detectionPasses", "pointPasses"];

/** Every signal that one of the arms needs. */
export function needsOf(arms: readonly Arm[]): ReadonlySet<SignalName> {
  return new Set(arms.flatMap(({ strategy }) => strategy.needs));
}

/** True when an arm of the plan needs the signal. */
export function asksFor({ arms }: Pick<ReplayPlan, "arms">, name: SignalName): boolean {
  return needsOf(arms).has(name);
}

/** True when an arm of the plan needs dropout passes. */
export function asksForPasses(plan: Pick<ReplayPlan, "arms">): boolean {
  return byDropout.some((name) => asksFor(plan, name));
}

/** @throws when the learner cannot give what an arm needs, or an arm needs more labels than round 0 has */
export function checkNeeds(
  { arms, settings }: ReplayPlan,
  { task, dropoutRate }: Pick<ReplaySubject, "task" | "dropoutRate">,
): void {
  for (const { name, strategy } of arms) {
    if (dropoutRate === undefined && strategy.needs.some((need) => byDropout.includes(need)))
      throw new Error(
        `${name} needs passes of a network with dropout before its last layer; got the network ` +
          `${settings.network}, which has none. Give --network ${task === "classification" ? "small" : "compact"}-dropout, or leave ${name} out.`,
      );
    const { minLabelled = 0 } = strategy;
    if (minLabelled > settings.initial)
      throw new Error(
        `${name} needs at least ${minLabelled} labelled images; round 0 has ${settings.initial}. Raise initial.`,
      );
  }
}
