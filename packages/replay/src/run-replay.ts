/** Runs every trial, arm and round of a plan, keeping each finished round in a journal. */
import type { Abort, SelectionContext } from "@querent/core";
import type { Arm } from "./arm.ts";
import { replayIdentity } from "./identity.ts";
import { openJournal } from "./journal.ts";
import type { ReplayPlan } from "./plan.ts";
import { paceOf } from "./replay-pace.ts";
import type { ReplayProgress } from "./replay-progress.ts";
import { phases } from "./round-record.ts";
import type { FinishedRound } from "./round-record.ts";
import { checkNeeds } from "./needs.ts";
import { trainForRound } from "./round-model.ts";
import { trialDraws, testIndices } from "./trial-draws.ts";
import type { ReplaySubject } from "./tasks/replay-subject.ts";
import { isShared } from "./share-work.ts";
import type { WorkShare } from "./share-work.ts";
import { armGroups } from "./work.ts";

/** A replay to run. */
export interface ReplayRun {
  readonly plan: ReplayPlan;
  /** The data set and the learner. */
  readonly subject: ReplaySubject;
  /** The folder of the journal and the reports. */
  readonly out: string;
  /** Throws away the rounds that are in the folder. */
  readonly restart?: boolean;
  /** Runs only these parts, for instance in one of several processes; all of them unless given. */
  readonly share?: readonly WorkShare[];
  /** Looked at between training steps and between rounds. */
  readonly abort?: Abort;
  /** Fast kernels and a solver for the strategies; see `SelectionContext`. */
  readonly tools?: Pick<SelectionContext, "kernels" | "solver">;
  readonly progress?: (event: ReplayProgress) => void;
}

/**
 * Trains, tests and asks, trial by trial, and within a trial round by round through all arms. Rounds found in the
 * folder's journal are not run again; what they ended in is taken as it is, so an interrupted replay that is continued
 * ends in the same results. In round 0 arms that train alike share one model.
 *
 * @returns every round of the share, by trial, then round, then arm
 * @throws when the folder holds another replay or cannot be written, or the replay was stopped
 */
export async function runReplay(run: ReplayRun): Promise<FinishedRound[]> {
  const { plan, subject, out, abort, progress } = run;
  const { data } = subject;
  const { settings, arms, budgets } = plan;
  checkNeeds(plan, subject);
  const journal = await openJournal(out, replayIdentity(plan, subject), run.restart ?? false);
  const tests = testIndices(plan, data);
  const finished: FinishedRound[] = [];
  const pace = paceOf(plan, subject);
  for (let trial = 0; trial < settings.trials; trial += 1) {
    const mine = arms.filter((arm) => isShared(run.share, trial, arm));
    if (mine.length === 0) continue;
    const draws = trialDraws(plan, data, trial);
    const rowOf = new Map(Array.from(draws.pool, (item, row) => [data.train.ids[item], row]));
    const labelled = new Map(arms.map(({ name }) => [name, Array.from(draws.initial)]));
    for (let round = 0; round < budgets.length; round += 1) {
      const done = new Map<Arm, FinishedRound>();
      for (const group of armGroups(mine, round)) {
        const waiting: Arm[] = [];
        for (const arm of group) {
          const known = await journal.read(trial, arm.name, round);
          if (known === undefined) waiting.push(arm);
          else settle(arm, known, true);
        }
        if (waiting.length === 0) continue;
        stopIfAsked();
        const model = await trainForRound({
          run,
          draws,
          tests,
          trial,
          round,
          arms: waiting,
          labelled: Int32Array.from(labelled.get(waiting[0].name)!),
        }).catch(explainStop);
        try {
          for (const arm of waiting) {
            const result = await model.ask(arm).catch(explainStop);
            await journal.write(result);
            settle(arm, result, false);
          }
        } finally {
          await model.release();
        }
      }
      finished.push(...mine.map((arm) => done.get(arm)!));

      function settle(arm: Arm, result: FinishedRound, resumed: boolean): void {
        done.set(arm, result);
        const { record } = result;
        labelled.get(arm.name)!.push(...record.picks.map((id) => rowOf.get(id)!));
        pace.finish(
          round,
          arm,
          resumed ? undefined : phases.reduce((sum, phase) => sum + result.seconds[phase], 0),
        );
        progress?.({
          kind: "round",
          trial,
          trials: settings.trials,
          arm: arm.name,
          round,
          rounds: settings.rounds,
          labels: record.labels,
          metric: record.metric,
          resumed,
          ...pace.standing(),
        });
      }
    }
  }
  return finished;

  function stopIfAsked(): void {
    if (abort?.aborted === true) throw stopped(abort.reason);
  }

  function explainStop(error: unknown): never {
    throw abort?.aborted === true ? stopped(error) : error;
  }

  function stopped(cause: unknown): Error {
    const { done, total } = pace.standing();
    return new Error(
      `The replay was stopped after ${done} of ${total} rounds; give the same command again to continue it.`,
      { cause },
    );
  }
}
