/** Runs of labelling projects with a model that trains in a moment, with every answer that a project would have. */
import {
  argmaxRows,
  examAccuracy,
  examPlan,
  keyFrom,
  mixBatch,
  sample,
  split,
  strategyNamed,
  takeRows,
  type Key,
} from "@querent/core";
import type { Run, RunRound } from "./run.ts";
import { softmaxOf, trainSoftmax } from "./softmax-regression.ts";
import type { StudyData } from "./study-data.ts";

/** How the projects go. */
export interface StudySettings {
  readonly arms: readonly string[]; // strategies that need probabilities or nothing
  readonly trials: number;
  readonly batch: number; // also the first one, which is random
  readonly rounds: number; // queries
  readonly exams: readonly number[]; // sizes of the exam set; each is the beginning of the largest
  readonly stopSet: number;
}

const SAMPLES = 500;

/**
 * Projects by size of the exam set: the exam set and the stop set are drawn from the pool, a tenth of each batch is drawn
 * at random, the model is trained anew each round. The runs of two sizes differ in nothing but the exam figures.
 */
export async function studyRuns(
  data: StudyData,
  settings: StudySettings,
): Promise<ReadonlyMap<number, readonly Run[]>> {
  const runs = new Map<number, Run[]>(settings.exams.map((size) => [size, []]));
  for (let trial = 0; trial < settings.trials; trial += 1)
    for (const arm of settings.arms) {
      const rounds = await projectOf(data, settings, arm, keyFrom(`trial ${trial}`));
      for (const size of settings.exams)
        runs
          .get(size)!
          .push({ arm, trial, batch: settings.batch, rounds: rounds.map((of) => of.get(size)!) });
    }
  return runs;
}

/** The rounds of one project, each by size of the exam set. */
async function projectOf(
  data: StudyData,
  settings: StudySettings,
  arm: string,
  key: Key,
): Promise<ReadonlyMap<number, RunRound>[]> {
  const { inputs, labels, pool, classes } = data;
  const ids = Array.from({ length: pool }, (_, i) => `image ${i}`);
  const exam = examPlan({
    ids,
    task: "classification",
    size: Math.max(...settings.exams),
    key: split(key, "exam"),
  }).items;
  const inExam = new Set(exam);
  const open = Int32Array.from(ids.keys()).filter((place) => !inExam.has(place));
  const stopSet = sample(split(key, "stop set"), open.length, settings.stopSet).map((i) => open[i]);
  let labelled = sample(split(key, "initial"), open.length, settings.batch).map((i) => open[i]);
  const rounds: ReadonlyMap<number, RunRound>[] = [];
  for (let round = 0; ; round += 1) {
    const probabilities = softmaxOf(inputs, trainSoftmax(inputs, labelled, labels, classes));
    const predicted = argmaxRows(probabilities);
    const right = predicted.map((label, i) => (label === labels[i] ? 1 : 0));
    const known = {
      trained: labelled.length,
      truth: right.subarray(pool).reduce((a, b) => a + b, 0) / (right.length - pool),
      predicted: stopSet.map((place) => predicted[place]),
    };
    const examOf = (size: number): RunRound["exam"] =>
      examAccuracy(
        exam.subarray(0, size).map((place) => right[place]),
        undefined,
        split(key, "draws"),
        { samples: SAMPLES },
      );
    rounds.push(new Map(settings.exams.map((size) => [size, { ...known, exam: examOf(size) }])));
    if (round === settings.rounds) return rounds;
    const isLabelled = new Set(labelled);
    const candidates = open.filter((place) => !isLabelled.has(place));
    const request = { ids, labelled, candidates, batchSize: settings.batch, key: split(key, "round", round) };
    const ofPool = takeRows(probabilities, Int32Array.from(ids.keys()));
    const { picks } = await strategyNamed(arm).select({ probabilities: ofPool }, request);
    labelled = Int32Array.from([...labelled, ...mixBatch({ ...request, picks }).items]);
  }
}
