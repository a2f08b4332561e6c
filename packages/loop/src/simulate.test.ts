/** A simulation: equal to the replay of the same settings, and the same whether it is stopped or not. */
import { join } from "node:path";
import type { Task } from "@querent/core";
import { planReplay, runReplay, subjectFor } from "@querent/replay";
import type { Project } from "@querent/store";
import { expect, test } from "vitest";
import {
  answer,
  contextOf,
  drawShades,
  drawSquares,
  newHome,
  projectOn,
  skeleton,
  type Truth,
} from "../test/small-project.ts";
import { evaluationsNow } from "./evaluate-model.ts";
import { learnerChoice } from "./learner-choice.ts";
import { hiddenLabels } from "./oracles/hidden-labels.ts";
import { replayData } from "./replay-data.ts";
import { simulate, type SimulationRequest } from "./simulate.ts";

interface Case {
  readonly task: Task;
  readonly strategy: string;
  readonly draw: (images: string) => Truth;
  readonly images: number;
}

const cases: Case[] = [
  { task: "classification", strategy: "entropy", images: 44, draw: (to) => drawShades(to, 44) },
  { task: "classification", strategy: "learning-loss", images: 44, draw: (to) => drawShades(to, 44) },
  { task: "classification", strategy: "core-set", images: 44, draw: (to) => drawShades(to, 44) },
  { task: "classification", strategy: "random", images: 44, draw: (to) => drawShades(to, 44) },
  { task: "detection", strategy: "entropy", images: 30, draw: (to) => drawSquares(to, 30, "boxes") },
  { task: "pose", strategy: "entropy", images: 30, draw: (to) => drawSquares(to, 30, "poses") },
];

const batch = 4;
const rounds = 2;

async function projectOf({ task, draw }: Case) {
  const home = newHome();
  const truth = draw(join(home, "images"));
  const project = await projectOn(home, {
    ...(task !== "classification" && { task, examSize: 3, network: { size: 64 } }),
    ...(task === "pose" && { skeleton }),
  });
  return { home, truth, project, context: contextOf(home) };
}

test.each(cases)("$task by $strategy: a simulation asks, and is tested, as the replay is", async (one) => {
  const { home, truth, project, context } = await projectOf(one);
  const exam = one.task === "classification" ? 4 : 3; // a tenth of the pool
  const request = {
    batch,
    initial: 6,
    strategy: one.strategy,
    randomShare: 0,
    budget: exam + 6 + batch * rounds,
  };
  const simulated = await simulate(project, context, hiddenLabels(truth), request);
  expect(project.exam()).toHaveLength(exam);
  const asked = project.rounds().map(({ number }) =>
    project
      .roundItems(number)
      .filter(({ role }) => role !== "exam")
      .map(({ id }) => id),
  );

  const other = await projectOf(one); // its labels are told to the replay, none are in the project
  other.project.addToExam(project.exam().map(({ item, rank }) => ({ item, rank })));
  answer(other.project, other.context, truth);
  const { data } = await replayData(other.project, other.context);
  const choice = learnerChoice(other.project, other.context);
  const { subject, release } = subjectFor(choice, data);
  const settings = { ...choice, task: one.task, provider: "cpu" as const, threads: 1, trials: 1, seed: 3 };
  const plan = planReplay(
    { ...settings, strategies: [one.strategy], initial: 6, batch, rounds },
    data.dataset,
  );
  const replayed = await runReplay({ plan, subject, out: join(home, "replay") });
  await release();

  expect(asked.slice(1)).toEqual(replayed.slice(0, rounds).map(({ record }) => record.picks));
  expect(asked[0]).toHaveLength(6);
  expect(simulated).toHaveLength(rounds + 1);
  simulated.forEach(({ evaluation: { labels, figure, parts, figures, ranking } }, round) => {
    const { record } = replayed[round];
    expect({ labels, parts, figures, ranking }).toEqual({
      labels: record.labels,
      parts: record.parts,
      figures: record.figures,
      ranking: record.ranking,
    });
    expect(figure!.estimate).toBeCloseTo(record.metric, 6);
  });
});

const shades = cases[0];
const usual: SimulationRequest = { batch: 5, initial: 6, strategy: "entropy", budget: 21 };

/** All that a simulation leaves behind, without times. */
function left(project: Project) {
  const rounds = project.rounds().map(({ number, state, strategy, record }) => ({
    number,
    state,
    strategy,
    record,
    items: project
      .roundItems(number)
      .map(({ id, role, score, why, state }) => ({ id, role, score, why, state })),
  }));
  return {
    labels: Array.from(project.labels(), ({ id, label }) => ({ id, label })),
    exam: project.exam(),
    rounds,
    models: project.models().map(({ id, sha256, labels, seq }) => ({ id, sha256, labels, seq })),
    figures: evaluationsNow(project),
    events: project.counts().events,
  };
}

test("stopped at any moment and gone on with, it ends as one never stopped; and again it changes nothing", async () => {
  const whole = await projectOf(shades);
  const oracle = hiddenLabels(whole.truth);
  const undisturbed = await simulate(whole.project, whole.context, oracle, usual);
  const wanted = left(whole.project);
  expect(wanted.labels).toHaveLength(21);
  const events = whole.context.told.length;

  const again = await simulate(whole.project, whole.context, oracle, usual);
  expect(left(whole.project)).toEqual(wanted);
  expect(again).toEqual(undisturbed.slice(-1));

  for (const share of [0.03, 0.3, 0.5, 0.7, 0.9, 0.97]) {
    const { project, home } = await projectOf(shades);
    const stop = new AbortController();
    let seen = 0;
    const context = contextOf(home, {
      abort: stop.signal,
      tell: () => {
        seen += 1;
        if (seen === Math.floor(share * events)) stop.abort();
      },
    });
    await expect(simulate(project, context, oracle, usual)).rejects.toThrow();
    expect(project.check()).toEqual([]);
    await simulate(project, contextOf(home), oracle, usual);
    expect(left(project), `stopped after ${share} of what is told`).toEqual(wanted);
  }
}, 120_000);

test("stopped between the last answer and the test of its model, it is tested when it is gone on with", async () => {
  const { project, context, truth } = await projectOf(shades);
  const oracle = hiddenLabels(truth);
  const stopAfter = (answers: number): AbortSignal => {
    const stop = new AbortController();
    const tell = context.tell;
    context.tell = (event) => {
      tell(event);
      if (project.labelledCount() === answers) stop.abort();
    };
    return stop.signal;
  };
  const abort = stopAfter(21);
  await expect(simulate(project, { ...context, abort }, oracle, usual)).rejects.toThrow();
  expect(project.labelledCount()).toBe(21);
  expect(evaluationsNow(project)).toHaveLength(3);
  const [last, ...none] = await simulate(project, context, oracle, usual);
  expect(none).toEqual([]);
  expect(last.answers).toBe(21);
  expect(evaluationsNow(project)).toHaveLength(4);
});

test("it ends when nothing is left to ask for, and spends no more than its budget", async () => {
  const { project, context, truth } = await projectOf(shades);
  const spent = await simulate(project, context, hiddenLabels(truth), { ...usual, budget: 13 });
  expect(project.counts().events).toBe(13);
  expect(spent.map(({ answers }) => answers)).toEqual([10, 13]);
  const rest = await simulate(project, context, hiddenLabels(truth), {
    ...usual,
    strategy: "random",
    batch: 100,
    budget: 1000,
  });
  expect(rest.at(-1)!.answers).toBe(44);
});

test("an oracle that does not know an image is told so, and what it knew is kept", async () => {
  const { project, context, truth } = await projectOf(shades);
  const known = new Map([...truth].slice(0, 22));
  await expect(simulate(project, context, hiddenLabels(known), usual)).rejects.toThrow(
    /oracle must know the labels of all images that are asked for; it has none for \d of 10 images of round 0, a\d+\.png the first\. The other answers are kept\./,
  );
  expect(project.labelledCount()).toBeGreaterThan(0);
  await simulate(project, context, hiddenLabels(truth), usual);
  expect(project.labelledCount()).toBe(21);
});
