/** What chance decides in a trial: the pool, the first labels, the keys; the same for every arm. */
import { keyFrom, sample, split } from "@querent/core";
import type { Key } from "@querent/core";
import type { ReplayPlan } from "./plan.ts";
import type { SubjectData } from "./tasks/replay-subject.ts";

/** The draws of one trial. Pool rows are places in `pool`; item ids and images are found through it. */
export interface TrialDraws {
  readonly pool: Int32Array; // (pool), indices into the training part, ascending
  readonly initial: Int32Array; // (initial), pool rows in the order drawn
  readonly trainKey: (round: number) => Key;
  readonly selectKey: (round: number) => Key;
}

/**
 * The keys below split(keyFrom(seed), "trial", trial): the pool is drawn anew in each trial, so that intervals over
 * trials include what a pool happens to hold; the initial set, the weights, the order and the selection's own chance
 * depend on trial and round alone, so that arms of one trial can be compared pair by pair.
 *
 * @param trial counted from 0
 */
export function trialDraws({ settings }: ReplayPlan, data: SubjectData, trial: number): TrialDraws {
  const { pool, initial, trainKey, selectKey } = trialKeys(settings.seed, trial);
  return {
    pool: sample(pool, data.train.ids.length, settings.pool).sort(),
    initial: sample(initial, settings.pool, settings.initial),
    trainKey,
    selectKey,
  };
}

/** The keys of a trial, by what they decide. A project draws by those of trial 0, so that a replay of it is the same. */
export interface TrialKeys {
  readonly pool: Key;
  readonly initial: Key;
  readonly trainKey: (round: number) => Key;
  readonly selectKey: (round: number) => Key;
}

/** @param trial counted from 0 */
export function trialKeys(seed: number, trial: number): TrialKeys {
  const key = split(keyFrom(seed), "trial", trial);
  return {
    pool: split(key, "pool"),
    initial: split(key, "initial"),
    trainKey: (round) => split(key, "round", round, "train"),
    selectKey: (round) => split(key, "round", round, "select"),
  };
}

/** The test images that are looked at, ascending; the same in every trial, so that trials differ in nothing else. */
export function testIndices({ settings }: ReplayPlan, data: SubjectData): Int32Array {
  return sample(split(keyFrom(settings.seed), "test"), data.test.ids.length, settings.test).sort();
}
