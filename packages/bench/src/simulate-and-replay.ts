/**
 * Command: simulates a project from its first label to its last, replays it with the same settings, and compares every
 * pick and every figure: of classes, boxes and poses.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Task } from "@querent/core";
import { readExchange } from "@querent/formats";
import { uprightSize } from "@querent/images";
import { createKernels } from "@querent/kernels";
import {
  drawExam,
  evaluationsNow,
  hiddenLabels,
  indexImages,
  learnerChoice,
  readOwnLabels,
  replayData,
  simulate,
  type LoopContext,
} from "@querent/loop";
import { planReplay, runReplay, subjectFor } from "@querent/replay";
import { createProject } from "@querent/store";
import { formatTable } from "./format-table.ts";
import { describeMachine } from "./machine.ts";
import { dataFolder, positiveInteger } from "./options.ts";
import { readResult, resultPath, writeResult } from "./results-file.ts";

/** A data set as a project, and a training short enough for a comparison. */
interface Source {
  readonly task: Task;
  readonly images: string;
  readonly labels: string;
  readonly strategy: string;
  readonly initial: number;
  readonly batch: number;
  readonly epochs?: number;
}

const sources: Readonly<Record<string, Source>> = {
  "cifar10-jpg": {
    task: "classification",
    images: "cifar10-jpg/test",
    labels: "cifar10-jpg/test",
    strategy: "learning-loss",
    initial: 200,
    batch: 100,
  },
  bccd: {
    task: "detection",
    images: "bccd/BCCD/JPEGImages",
    labels: "bccd/BCCD",
    strategy: "entropy",
    initial: 20,
    batch: 20,
    epochs: 20,
  },
  lsp: {
    task: "pose",
    images: "lsp/images",
    labels: "lsp",
    strategy: "core-set",
    initial: 100,
    batch: 50,
    epochs: 10,
  },
};

interface Outcome {
  readonly dataset: string;
  readonly items: number;
  readonly exam: number;
  readonly labels: number; // given in all, the exam set's included
  readonly rounds: readonly {
    readonly labels: number;
    readonly simulated: number;
    readonly replayed: number;
  }[];
  readonly picks: number;
  readonly differentPicks: number;
  readonly seconds: { readonly simulate: number; readonly replay: number };
}

const { values } = parseArgs({
  options: {
    data: { type: "string", default: process.env.QUERENT_DATA },
    datasets: { type: "string", default: Object.keys(sources).join(",") },
    rounds: { type: "string", default: "2" },
    threads: { type: "string", default: "1" },
    fresh: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const data = dataFolder(values.data);
const rounds = positiveInteger("rounds", values.rounds);
const threads = positiveInteger("threads", values.threads);
const path = values.out ?? resultPath("simulate-and-replay");
const kept = values.fresh ? undefined : readResult<{ readonly outcomes: readonly Outcome[] }>(path);
const outcomes = new Map(kept?.outcomes.map((outcome) => [outcome.dataset, outcome]));
const machine = await describeMachine();
for (const dataset of values.datasets.split(",")) {
  if (outcomes.has(dataset)) continue;
  if (!Object.hasOwn(sources, dataset))
    throw new Error(`--datasets must name some of ${Object.keys(sources).join(", ")}; got "${dataset}".`);
  outcomes.set(dataset, await compare(dataset, sources[dataset]));
  writeResult(path, { machine, threads, rounds, outcomes: [...outcomes.values()] });
}
const rows = [...outcomes.values()].map((one) => [
  one.dataset,
  String(one.items),
  String(one.labels),
  one.rounds.map(({ simulated }) => (100 * simulated).toFixed(1)).join(", "),
  one.rounds.every(({ simulated, replayed }) => simulated === replayed) ? "equal" : "DIFFERENT",
  one.differentPicks === 0 ? `all ${one.picks} equal` : `${one.differentPicks} of ${one.picks} DIFFER`,
  `${one.seconds.simulate.toFixed(0)} s`,
  `${one.seconds.replay.toFixed(0)} s`,
]);
console.log(
  formatTable(
    ["project", "images", "labels", "figures, %", "replay's figures", "picks", "simulate", "replay"],
    rows,
  ),
);

async function compare(dataset: string, source: Source): Promise<Outcome> {
  const home = mkdtempSync(join(tmpdir(), "querent-simulate-"));
  const kernels = await createKernels({ threads });
  const context: LoopContext = { who: "bench", now: Date.now, threads, tools: { kernels } };
  const { task, strategy, initial, batch, epochs } = source;
  const labelsAt = join(data, source.labels);
  const skeleton =
    task === "pose"
      ? (await readExchange(labelsAt, { task, measure: uprightSize })).dataset.skeleton
      : undefined;
  const project = createProject(join(home, "project"), {
    name: dataset,
    task,
    images: join(data, source.images),
    seed: 1,
    ...(epochs !== undefined && { recipe: { epochs } }),
    ...(skeleton !== undefined && { skeleton: { ...skeleton, mirrored: [...skeleton.mirrored] } }),
  });
  try {
    await indexImages(project, context);
    const { labels } = await readOwnLabels(project, context, labelsAt);
    let start = performance.now();
    const asked: string[][] = [];
    drawExam(project);
    await simulate(project, context, hiddenLabels(labels), {
      batch,
      initial,
      strategy,
      randomShare: 0,
      budget: project.exam().length + initial + rounds * batch,
      onRound: ({ round, answers }) => {
        asked.push(pickedIn(round));
        console.error(`${dataset}: round ${round}, ${answers} answers`);
      },
    });
    const simulateSeconds = (performance.now() - start) / 1000;
    start = performance.now();
    const { data: replayed } = await replayData(project, context, labelsAt);
    const choice = learnerChoice(project, context);
    const { subject, release } = subjectFor(choice, replayed);
    const settings = { ...choice, task, strategies: [strategy], initial, batch, rounds, trials: 1, seed: 1 };
    const plan = planReplay(settings, replayed.dataset);
    const records = (await runReplay({ plan, subject, out: join(home, "replay"), tools: { kernels } })).map(
      ({ record }) => record,
    );
    await release();
    const replaySeconds = (performance.now() - start) / 1000;
    const figures = new Map(
      evaluationsNow(project).map(({ labels: trained, figure }) => [trained, figure!.estimate]),
    );
    const pairs = records
      .slice(0, rounds)
      .flatMap(({ picks }, round) => picks.map((pick, at) => [pick, asked[round + 1]?.[at]] as const));
    return {
      dataset,
      items: project.counts().items,
      exam: project.exam().length,
      labels: project.labelledCount(),
      rounds: records.map(({ labels: trained, metric }) => ({
        labels: trained,
        simulated: Math.round(1e6 * figures.get(trained)!) / 1e6,
        replayed: metric,
      })),
      picks: pairs.length,
      differentPicks: pairs.filter(([a, b]) => a !== b).length,
      seconds: { simulate: simulateSeconds, replay: replaySeconds },
    };
  } finally {
    project.close();
    await kernels.release();
    rmSync(home, { recursive: true });
  }

  function pickedIn(round: number): string[] {
    const items = project.roundItems(round).filter(({ role }) => role !== "exam");
    return items.map(({ id }) => id);
  }
}
