/** What a replay cost, kept apart from its results because it is different each time. */
import { availableParallelism, cpus, totalmem } from "node:os";
import type { ReplayPlan } from "./plan.ts";
import { phases } from "./round-record.ts";
import type { FinishedRound, Seconds } from "./round-record.ts";

/** The shape of `timings.json`; work that arms share in round 0 is counted once, in the first of them. */
export interface ReplayTimings {
  readonly machine: Machine;
  readonly seconds: number; // of all rounds, resumed ones with what they took then
  readonly arms: readonly { readonly strategy: string; readonly seconds: Seconds }[];
  readonly rounds: readonly {
    readonly trial: number;
    readonly strategy: string;
    readonly round: number;
    readonly seconds: Seconds;
  }[];
}

/** What it ran on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly threads: number; // given to the learner
  readonly provider: string;
  readonly versions: Readonly<Record<string, string>>; // of Node and, by name, of what the caller adds
}

/** @param versions of the libraries that did the work, for instance { onnxruntime: "1.22.0" } */
export function buildTimings(
  plan: ReplayPlan,
  rounds: readonly FinishedRound[],
  versions: Readonly<Record<string, string>> = {},
): ReplayTimings {
  const arms = plan.arms.map(({ name }) => ({
    strategy: name,
    seconds: total(rounds.filter(({ record }) => record.arm === name)),
  }));
  return {
    machine: {
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}`,
      threads: plan.settings.threads,
      provider: plan.settings.provider,
      versions: { node: process.versions.node, ...versions },
    },
    seconds: milli(
      arms.reduce((sum, { seconds }) => sum + phases.reduce((s, phase) => s + seconds[phase], 0), 0),
    ),
    arms,
    rounds: rounds.map(({ record: { trial, arm, round }, seconds }) => ({
      trial,
      strategy: arm,
      round,
      seconds: byPhase((phase) => milli(seconds[phase])),
    })),
  };
}

function total(rounds: readonly FinishedRound[]): Seconds {
  return byPhase((phase) => milli(rounds.reduce((sum, { seconds }) => sum + seconds[phase], 0)));
}

function byPhase(value: (phase: keyof Seconds) => number): Seconds {
  const [train, predict, select, evaluate] = phases.map(value);
  return { train, predict, select, evaluate };
}

function milli(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
