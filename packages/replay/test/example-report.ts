/** A report with made-up curves, for the tests of what draws reports. */
import { stripedImages, stripesSubject } from "./striped-images.ts";
import { stripesPlan } from "./stripes-plan.ts";
import { buildReport } from "../src/build-report.ts";
import type { ReplayReport } from "../src/report-types.ts";
import type { FinishedRound } from "../src/round-record.ts";
import type { ReplaySubject } from "../src/tasks/replay-subject.ts";
import { buildTimings } from "../src/timings.ts";
import type { ReplayTimings } from "../src/timings.ts";

const gains: Readonly<Record<string, number>> = { random: 0, "learning-loss": 0.06, entropy: 0.03 };

const data = stripedImages();
export const exampleSubject: ReplaySubject = stripesSubject(data);

export function examplePlan(trials: number, strategies: readonly string[]): ReturnType<typeof stripesPlan> {
  return stripesPlan(data, { trials, strategies, rounds: 4 });
}

export function exampleRounds(trials: number, strategies: readonly string[]): FinishedRound[] {
  const { settings, budgets } = examplePlan(trials, strategies);
  const { ids } = data.train;
  const rounds: FinishedRound[] = [];
  for (let trial = 0; trial < trials; trial += 1)
    for (let round = 0; round < budgets.length; round += 1)
      for (const arm of strategies) {
        const wobble = (((trial * 7 + round * 3 + arm.length) % 5) - 2) * 0.002;
        const accuracy = 0.5 + 0.08 * round + ((gains[arm] ?? 0.01) * round) / 4 + (round > 0 ? wobble : 0);
        const picks = round < settings.rounds ? ids.slice(20 + 8 * round, 28 + 8 * round) : [];
        rounds.push({
          record: {
            trial,
            arm,
            round,
            labels: budgets[round],
            annotations: budgets[round],
            metric: Math.round(accuracy * 1e6) / 1e6,
            parts: [accuracy, accuracy, null, accuracy],
            figures: { calibration: 0.2 },
            loss: 1,
            ranking: {
              module: arm.startsWith("learning-loss") ? 0.7 + wobble : null,
              entropy: 0.8,
              margin: 0.78,
            },
            classCounts: [4, 3, 2, budgets[round] - 9],
            picks,
            why: picks.map((_, i) => `score <${i}> & more`),
          },
          seconds: { train: 1, predict: 0.5, select: 0.25, evaluate: 0.25 },
        });
      }
  return rounds;
}

export function exampleReport(trials = 5, strategies = ["random", "learning-loss", "entropy"]): ReplayReport {
  return buildReport(examplePlan(trials, strategies), exampleSubject, exampleRounds(trials, strategies));
}

export function exampleTimings(
  trials = 5,
  strategies = ["random", "learning-loss", "entropy"],
): ReplayTimings {
  return buildTimings(examplePlan(trials, strategies), exampleRounds(trials, strategies), {
    onnxruntime: "1",
  });
}
