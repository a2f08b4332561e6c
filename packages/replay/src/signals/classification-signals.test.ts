/** What strategies are told of a round: every one of them can be asked, and none sees a label it has not paid for. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyFrom, matrix, strategiesForTask, type SignalName } from "@querent/core";
import { createSolver } from "@querent/kernels";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { softmaxLearner } from "../../test/softmax-learner.ts";
import { stripedImages, stripesLearnerSettings, stripesSubject } from "../../test/striped-images.ts";
import { stripesPlan } from "../../test/stripes-plan.ts";
import { checkNeeds } from "../needs.ts";
import { runReplay } from "../run-replay.ts";
import { classificationSignals } from "./classification-signals.ts";
import { rowsOfClass } from "./rows-of-class.ts";

const dataset = stripedImages();
const learner = softmaxLearner(stripesLearnerSettings());
let out: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "replay-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

test("every strategy of the list runs in a replay", async () => {
  const names = strategiesForTask("classification").map(({ name }) => name);
  const plan = stripesPlan(dataset, {
    strategies: names,
    pool: 80,
    initial: 12,
    batch: 6,
    rounds: 2,
    trials: 1,
    passes: 8,
    committee: 3,
  });
  const tools = { solver: await createSolver() };
  const rounds = await runReplay({ plan, subject: stripesSubject(dataset, learner), out, tools });
  for (const name of names) {
    const records = rounds.map(({ record }) => record).filter(({ arm }) => arm === name);
    expect(
      records.map(({ labels }) => labels),
      name,
    ).toEqual([12, 18, 24]);
    const picks = records.flatMap(({ picks }) => picks);
    expect(new Set(picks).size, name).toBe(12);
  }
}, 120_000);

describe("the signals of a classifier", () => {
  const pool = Int32Array.from({ length: 60 }, (_, i) => i);
  const labelled = Int32Array.from({ length: 10 }, (_, i) => 6 * i);
  const candidates = pool.filter((row) => row % 6 !== 0);

  async function signalsOf(needs: SignalName[], members: number[] = []) {
    const model = await learner.train({
      images: dataset.train.images,
      labels: dataset.train.labels,
      indices: labelled,
      key: keyFrom(1),
    });
    return classificationSignals(model, learner, dataset, {
      pool,
      labelled,
      candidates,
      needs: new Set(needs),
      trainKey: keyFrom(1),
      passes: 7,
      committee: 3,
      onMember: (member) => members.push(member),
    });
  }

  test("labels of items that are not labelled are hidden", async () => {
    const { labels } = await (await signalsOf(["labels"])).get(["labels"]);
    for (const row of pool)
      expect(labels![row]).toBe(labelled.includes(row) ? dataset.train.labels[row] : -1);
  });

  test("a committee is the model and others, all trained once, however often it is asked for", async () => {
    const members: number[] = [];
    const signals = await signalsOf(["committee", "probabilities"], members);
    const { committee, probabilities } = await signals.get(["committee", "probabilities"]);
    expect((await signals.get(["committee"])).committee).toBe(committee);
    expect(members).toEqual([1, 2]);
    const size = probabilities!.data.length;
    expect(committee!.data.subarray(0, size)).toEqual(probabilities!.data);
    expect(committee!.data.subarray(size, 2 * size)).not.toEqual(probabilities!.data);
  });

  test("passes have one mask for all items, in the shape that was asked for", async () => {
    const { passes } = await (await signalsOf(["passes"])).get(["passes"]);
    expect([passes!.members, passes!.rows]).toEqual([7, 60]);
  });

  test("what the pool's candidates are told does not depend on what else is needed", async () => {
    const alone = await (await signalsOf(["probabilities"])).get(["probabilities"]);
    const beside = await (await signalsOf(["probabilities", "embeddings"])).get(["probabilities"]);
    const { cols } = alone.probabilities!;
    for (const row of candidates)
      expect(alone.probabilities!.data.subarray(row * cols, (row + 1) * cols)).toEqual(
        beside.probabilities!.data.subarray(row * cols, (row + 1) * cols),
      );
  });
});

test("targets are of the class with the fewest labels, what is avoided of that with the most", () => {
  const embeddings = matrix(5, 1, Float32Array.of(10, 11, 12, 13, 14));
  const labels = Int32Array.of(2, 1, 1, 0, -1);
  const labelled = Int32Array.of(0, 1, 2, 3);
  const of = (which: "fewest" | "most") =>
    Array.from(rowsOfClass(embeddings, labels, labelled, 4, which).data);
  expect(of("fewest")).toEqual([13]);
  expect(of("most")).toEqual([11, 12]);
});

test("a network without dropout is refused where passes are needed, with the network to take", () => {
  const bald = strategiesForTask("classification")
    .filter(({ needs }) => needs.includes("passes"))
    .map(({ name }) => name);
  for (const name of bald) {
    const plan = stripesPlan(dataset, { strategies: [name] });
    expect(() => checkNeeds(plan, { task: "classification", dropoutRate: undefined })).toThrow(
      /--network small-dropout/,
    );
    checkNeeds(plan, stripesSubject(dataset, learner));
  }
});
