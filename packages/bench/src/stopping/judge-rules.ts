/** What each stopping rule would have saved and cost on runs that went to their end. */
import { stoppingRuleNamed } from "@querent/core";
import { historyUpTo, spentAt, type Run } from "./run.ts";

/** A rule with the parameters that it is judged with. */
export interface JudgedRule {
  readonly rule: string;
  readonly params: Readonly<Record<string, number>>;
}

/** What a rule did on a set of runs. Shares are in [0, 1]; labels are those of the exam set too. */
export interface Verdict extends JudgedRule {
  readonly runs: number;
  readonly stopped: number; // runs that it would have stopped before their last round
  /** Rounds at which it could not say, of those up to its stop or the end. */
  readonly undecided: number;
  readonly saved: number; // labels not asked for, of the whole run's, mean over all runs
  readonly lost: number; // test accuracy of the last model less that of the one stopped at, mean over all runs
  readonly worst: number; // the most lost in a run
  /** Of the runs stopped: those of which the test part says that what the rule called sure was not so. */
  readonly wrong?: number;
}

/** How often the interval of the expected gain held what batches gained on the test part (`meanGain`). */
export interface GainCoverage {
  readonly batches: number;
  readonly held: number; // share; the intervals are said to hold 0.9
  readonly bias: number; // expected less true gain, mean
}

/** Follows each run round by round until the rule says stop. */
export function judgeRule(judged: JudgedRule, runs: readonly Run[]): Verdict {
  const { advise } = stoppingRuleNamed(judged.rule);
  let stopped = 0;
  let wrong = 0;
  let undecided = 0;
  let rounds = 0;
  let saved = 0;
  let lost = 0;
  let worst = 0;
  for (const run of runs) {
    const last = run.rounds.length - 1;
    let at = 0;
    for (; at < last; at += 1) {
      const { stop } = advise(historyUpTo(run, at), judged.params);
      rounds += 1;
      if (stop === undefined) undecided += 1;
      if (stop === true) break;
    }
    if (at < last) {
      stopped += 1;
      if (isWrong(judged, run, at, runs)) wrong += 1;
    }
    const cost = run.rounds[last].truth - run.rounds[at].truth;
    saved += 1 - spentAt(run.rounds[at]) / spentAt(run.rounds[last]);
    lost += cost;
    worst = Math.max(worst, cost);
  }
  const n = runs.length;
  const canBeWrong = judged.rule !== "budget" && judged.rule !== "agreement";
  return {
    ...judged,
    runs: n,
    stopped,
    undecided: undecided / rounds,
    saved: saved / n,
    lost: lost / n,
    worst,
    ...(canBeWrong ? { wrong } : {}),
  };
}

/** Whether the test part denies what a rule said when it stopped. */
function isWrong({ rule, params }: JudgedRule, run: Run, at: number, runs: readonly Run[]): boolean {
  const { truth } = run.rounds[at];
  if (rule === "target") return truth < params.target;
  if (rule === "plateau") return truth - run.rounds[at - params.rounds].truth >= params.gain;
  if (rule === "expected-gain") return meanGain(run, at, runs) >= params.gain;
  return false;
}

/**
 * What a batch gained on the test part about round `at`: the mean over the trials of the run's arm and over three batches,
 * the one before, the one after and the next (fewer at the end), since the difference of two single models is mostly
 * chance.
 */
function meanGain({ arm }: Run, at: number, runs: readonly Run[]): number {
  const gains = runs
    .filter((run) => run.arm === arm)
    .map(({ rounds }) => {
      const from = Math.max(0, at - 1);
      const to = Math.min(rounds.length - 1, at + 2);
      return (rounds[to].truth - rounds[from].truth) / (to - from);
    });
  return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

/** The expected gain of every batch of the runs beside what it gained. @returns undefined where no curve was fitted */
export function gainCoverage(runs: readonly Run[]): GainCoverage | undefined {
  const { advise } = stoppingRuleNamed("expected-gain");
  let batches = 0;
  let held = 0;
  let bias = 0;
  for (const run of runs)
    for (let at = 0; at < run.rounds.length - 1; at += 1) {
      const { expected, low, high } = advise(historyUpTo(run, at)).facts;
      if (expected === undefined) continue;
      const gained = meanGain(run, at, runs);
      batches += 1;
      bias += expected - gained;
      if (low <= gained && gained <= high) held += 1;
    }
  return batches === 0 ? undefined : { batches, held: held / batches, bias: bias / batches };
}

/** The rules as they are judged: a budget of half the labels to compare with, the target given, and the defaults. */
export function judgedRules(runs: readonly Run[], target: number): JudgedRule[] {
  const whole = spentAt(runs[0].rounds.at(-1)!);
  return [
    { rule: "budget", params: { labels: Math.round(whole / 2) } },
    { rule: "target", params: { target } },
    { rule: "plateau", params: { rounds: 3, gain: 0.02 } },
    { rule: "agreement", params: { kappa: 0.99, window: 3 } },
    { rule: "agreement", params: { kappa: 0.95, window: 3 } },
    { rule: "expected-gain", params: { gain: 0.01 } },
    { rule: "expected-gain", params: { gain: 0.005 } },
  ];
}

/** A target that runs reach about half-way: the mean test accuracy in the middle round, in whole percent below. */
export function halfWayTarget(runs: readonly Run[]): number {
  const middle = runs.map(({ rounds }) => rounds[rounds.length >> 1].truth);
  return Math.floor((100 * middle.reduce((a, b) => a + b, 0)) / middle.length) / 100;
}
