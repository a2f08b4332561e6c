/** One trained model of a replay: tested once, then asked by each arm that shares it. */
import type { Arm } from "./arm.ts";
import { needsOf } from "./needs.ts";
import type { ReplayRun } from "./run-replay.ts";
import { explainedPicks } from "./round-record.ts";
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
  const { plan, subject, abort, progress } = run;
  const labelled = request.labelled.slice().sort();
  const indices = labelled.map((row) => draws.pool[row]);
  const clock = stopwatch();
  const model = await subject.train({
    indices,
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
    const { tested } = await model.test(tests, abort);
    shared.evaluate = clock();
    const candidates = unlabelledRows(draws.pool.length, labelled);
    const isLast = round === plan.settings.rounds;
    const annotations = indices.reduce((sum, item) => sum + subject.annotationsOf(item), 0);
    const classCounts = subject.countClasses?.(indices);
    const { passes, committee } = plan.settings;
    const signals = model.signals({
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
          const ids = Array.from(draws.pool, (item) => subject.data.train.ids[item]);
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
            annotations,
            ...tested,
            ...(classCounts !== undefined && { classCounts }),
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
