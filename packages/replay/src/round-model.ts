/** One trained model of a replay: tested once, then asked by each arm that shares it. */
import type { Arm } from "./arm.ts";
import { evaluate } from "./evaluate.ts";
import { needsOf } from "./needs.ts";
import type { ReplayRun } from "./run-replay.ts";
import { explainedPicks } from "./round-record.ts";
import { roundSignals } from "./signals/round-signals.ts";
import type { FinishedRound } from "./round-record.ts";
import type { TrialDraws } from "./trial-draws.ts";

/** What a model is trained for. */
export interface RoundModelRequest {
  readonly run: ReplayRun;
  readonly draws: TrialDraws;
  readonly tests: Int32Array; // indices into the test part
  readonly trial: number;
  readonly round: number;
  readonly arms: readonly Arm[]; // all with the same module
  readonly labelled: Int32Array; // pool rows
}

/** A model that has been tested. */
export interface RoundModel {
  /** Picks the arm's next batch, none in the last round, and gives the round's record. */
  ask(arm: Arm): Promise<FinishedRound>;
  release(): Promise<void>;
}

/** Trains on the labelled rows in ascending order, so that only which items are labelled counts, not when. */
export async function trainForRound(request: RoundModelRequest): Promise<RoundModel> {
  const { run, draws, tests, trial, round, arms } = request;
  const { plan, dataset, learner, abort, progress } = run;
  const { train, test, classes } = dataset;
  const labelled = request.labelled.slice().sort();
  const clock = stopwatch();
  const model = await learner.train({
    images: train.images,
    labels: train.labels,
    indices: labelled.map((row) => draws.pool[row]),
    key: draws.trainKey(round),
    module: arms[0].module,
    abort,
    progress: ({ step, steps, loss }) =>
      progress?.({
        kind: "step",
        trial,
        arm: arms[0].name,
        round,
        labels: labelled.length,
        step,
        steps,
        loss,
      }),
  });
  try {
    const shared = { train: clock(), predict: 0, evaluate: 0 }; // seconds that the first arm to ask is charged with
    const predictions = await model.predict(test.images, tests, abort);
    const tested = evaluate(
      predictions,
      tests.map((i) => test.labels[i]),
      classes.length,
    );
    shared.evaluate = clock();
    const candidates = unlabelledRows(draws.pool.length, labelled);
    const isLast = round === plan.settings.rounds;
    const classCounts = countClasses(
      labelled.map((row) => train.labels[draws.pool[row]]),
      classes.length,
    );
    const { passes, committee } = plan.settings;
    const signals = roundSignals({
      model,
      learner,
      dataset,
      pool: draws.pool,
      labelled,
      candidates,
      needs: needsOf(arms),
      trainKey: draws.trainKey(round),
      passes,
      committee,
      abort,
    });

    return {
      async ask(arm) {
        const picked = { picks: [] as string[], why: [] as string[], seconds: 0 };
        if (!isLast) {
          const ids = Array.from(draws.pool, (item) => train.ids[item]);
          clock();
          const known = await signals.get(arm.strategy.needs);
          shared.predict += clock();
          const { subset } = plan.settings;
          const takesSubset = arm.strategy.parameters.some(({ name }) => name === "subset");
          const selection = await arm.strategy.select(
            known,
            {
              ids,
              labelled,
              candidates,
              batchSize: plan.settings.batch,
              key: draws.selectKey(round),
              params: subset !== undefined && takesSubset ? { subset } : {},
            },
            { ...run.tools, abort, yieldNow: () => new Promise((resolve) => setImmediate(resolve)) },
          );
          picked.picks = Array.from(selection.picks, (row) => ids[row]);
          picked.why = selection.why.slice(0, explainedPicks);
          picked.seconds = clock();
        }
        const seconds = { ...shared, select: picked.seconds };
        Object.assign(shared, { train: 0, predict: 0, evaluate: 0 });
        return {
          record: {
            trial,
            arm: arm.name,
            round,
            labels: labelled.length,
            ...tested,
            classCounts,
            picks: picked.picks,
            why: picked.why,
          },
          seconds,
        };
      },
      release: () => model.release(),
    };
  } catch (error) {
    await model.release();
    throw error;
  }
}

/** A function that gives the seconds since it was last called. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const seconds = (now - last) / 1000;
    last = now;
    return seconds;
  };
}

function unlabelledRows(n: number, labelled: Int32Array): Int32Array {
  const taken = new Uint8Array(n);
  for (const row of labelled) taken[row] = 1;
  return Int32Array.from(taken.keys()).filter((row) => taken[row] === 0);
}

function countClasses(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] += 1;
  return counts;
}
