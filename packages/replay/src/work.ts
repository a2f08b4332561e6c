/** How much work a replay is, counted in images put through the network. */
import type { SignalName } from "@querent/core";
import type { ModuleObjective } from "@querent/models";
import type { Arm } from "./arm.ts";
import { needsOf } from "./needs.ts";
import type { ReplayPlan } from "./plan.ts";
import { noiseLevels } from "./signals/detection-signals.ts";
import type { SubjectWork } from "./tasks/replay-subject.ts";

/** The work of one round of one arm in every trial. */
export interface RoundWork {
  readonly round: number;
  readonly arm: Arm;
  readonly trained: number; // images in training steps; 0 when an earlier arm's training is shared
  readonly predicted: number; // images predicted, pool and test
}

/** What the work of a training step is reckoned as, in forward passes: forward, and twice as much backward. */
export const passesPerTrainedImage = 3;

/** Every round of one trial. In round 0 arms that train alike share one training and its predictions. */
export function workOfTrial({ settings, arms, budgets }: ReplayPlan, subject: SubjectWork): RoundWork[] {
  return budgets.flatMap((labels, round) =>
    armGroups(arms, round).flatMap((group) => {
      const needs = round < settings.rounds ? needsOf(group) : new Set<SignalName>();
      const views = viewsFor(needs, settings.passes);
      const models = needs.has("committee") ? settings.committee : 1;
      return group.map((arm, place) => ({
        round,
        arm,
        trained:
          place === 0 ? models * subject.stepsFor(labels, arm.module) * subject.batchSizeFor(labels) : 0,
        predicted:
          place === 0
            ? subject.testPasses * settings.test + (needs.size > 0 ? models * views * settings.pool : 0)
            : 0,
      }));
    }),
  );
}

/** How often the pool goes through a network: as it is, mirrored, under noise, and with dropout before several layers. */
function viewsFor(needs: ReadonlySet<SignalName>, passes: number): number {
  const times: Partial<Record<SignalName, number>> = {
    flippedDetections: 1,
    flippedHeatMaps: 1,
    noisyDetections: noiseLevels.length,
    detectionPasses: passes,
    pointPasses: passes,
  };
  return 1 + [...needs].reduce((sum, name) => sum + (times[name] ?? 0), 0);
}

/** Arms whose models in this round are one and the same: those that train alike in round 0, each alone afterwards. */
export function armGroups(arms: readonly Arm[], round: number): Arm[][] {
  if (round > 0) return arms.map((arm) => [arm]);
  const groups = new Map<ModuleObjective | undefined, Arm[]>();
  for (const arm of arms) {
    const group = groups.get(arm.module);
    if (group === undefined) groups.set(arm.module, [arm]);
    else group.push(arm);
  }
  return [...groups.values()];
}

/** Forward passes that a round's work amounts to. */
export function passes({ trained, predicted }: RoundWork): number {
  return passesPerTrainedImage * trained + predicted;
}
