/** Replays of boxes and of poses: the same path as classification, in the words and figures of their own. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strategiesForTask } from "@querent/core";
import { createSolver } from "@querent/kernels";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blobsSubject, dotsSubject, taskPlan } from "../../test/task-subjects.ts";
import { buildReport } from "../build-report.ts";
import { checkNeeds } from "../needs.ts";
import { reportJson } from "../report-json.ts";
import type { FinishedRound, RoundRecord } from "../round-record.ts";
import { runReplay } from "../run-replay.ts";
import { writeReplay } from "../write-replay.ts";

const subjects = { detection: blobsSubject(), pose: dotsSubject() };

describe.each(["detection", "pose"] as const)("%s", (task) => {
  const subject = subjects[task];
  const plan = taskPlan(subject, { rounds: 2 });
  let home: string;
  let out: string;
  let rounds: FinishedRound[];
  const report = (of: readonly FinishedRound[]): string => reportJson(buildReport(plan, subject, of));

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "tasks-"));
    out = join(home, "out");
    rounds = await runReplay({ plan, subject, out });
  }, 180_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test("repeats byte for byte, begun again or read from its journal", async () => {
    let steps = 0;
    const progress = ({ kind }: { kind: string }): void => void (steps += kind === "step" ? 1 : 0);
    expect(report(await runReplay({ plan, subject, out, progress }))).toBe(report(rounds));
    expect(steps).toBe(0);
    expect(report(await runReplay({ plan, subject, out: join(home, "again") }))).toBe(report(rounds));
  });

  test("learns from what it asks for, and tells figures, losses and what was paid", () => {
    const of = (round: number): RoundRecord[] =>
      rounds.filter(({ record }) => record.round === round).map(({ record }) => record);
    const meanMetric = (records: readonly RoundRecord[]): number =>
      records.reduce((sum, { metric }) => sum + metric, 0) / records.length;
    expect(meanMetric(of(2))).toBeGreaterThan(meanMetric(of(0)) + 0.01);
    const items = new Map(subject.data.train.ids.map((id, item) => [id, item]));
    for (const first of of(0)) {
      const { picks, annotations } = first;
      const next = of(1).find(({ arm, trial }) => arm === first.arm && trial === first.trial)!;
      const paid = picks.reduce((sum, id) => sum + subject.annotationsOf(items.get(id)!), 0);
      expect(next.annotations).toBe(annotations + paid);
    }
    for (const { metric, parts, figures, ranking, loss, arm } of of(2)) {
      expect(parts).toHaveLength(task === "detection" ? 2 : 4);
      for (const value of [metric, ...parts, ...Object.values(figures)]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
      expect(loss).toBeGreaterThan(0);
      if (task === "detection") expect(ranking.entropy).toBeGreaterThan(0.5);
      expect(ranking.module === null).toBe(!/module|loss/.test(arm));
    }
  });

  test("every strategy of the task runs", async () => {
    const names = strategiesForTask(task).map(({ name }) => name);
    const all = taskPlan(subject, { strategies: names, rounds: 1, trials: 1, passes: 3, initial: 12 });
    const tools = { solver: await createSolver() };
    const every = await runReplay({ plan: all, subject, out: join(home, "all"), tools });
    for (const name of names) {
      const picks = every.flatMap(({ record }) => (record.arm === name ? record.picks : []));
      expect(new Set(picks).size, name).toBe(6);
    }
  }, 180_000);

  test("dropout passes are refused of a network without dropout", () => {
    const name = task === "detection" ? "detectionPasses" : "pointPasses";
    const strategies = strategiesForTask(task).filter(({ needs }) => needs.includes(name));
    expect(strategies.length).toBeGreaterThan(0);
    const asked = taskPlan(subject, { strategies: strategies.map((one) => one.name) });
    expect(() => checkNeeds(asked, { task, dropoutRate: undefined })).toThrow(
      /needs passes of a network with dropout before its last layer; got the network cells.*--network compact-dropout/,
    );
    checkNeeds(asked, subject);
  });

  test("a strategy that reads class probabilities of images is refused", () => {
    expect(() => taskPlan(subject, { strategies: ["bald"] })).toThrow(
      new RegExp(`^bald needs .*, which a ${task} model does not give\\. Take `),
    );
  });

  test("its page and its curves tell the metric by its name", async () => {
    await writeReplay({ plan, subject, out }, rounds);
    const page = readFileSync(join(out, "report.html"), "utf8");
    const metric = task === "detection" ? "mAP@0.5" : "PCK@0.2";
    expect(page).toContain(`Test ${metric} on ${subject.data.name} by number of labelled images`);
    expect(page).toMatch(new RegExp(`After 20 labelled images learning loss reaches an? ${metric} of `));
    expect(page).toContain(`By ${task === "detection" ? "boxes" : "joints"} instead of images`);
    expect(page).toContain(task === "detection" ? "COCO AP" : "PCK@0.1");
    expect(page).toContain('<div class="marked">');
    expect(page).not.toMatch(/accuracy of|NaN|undefined|\[object/);
    expect(readFileSync(join(out, "curves.svg"), "utf8")).toContain(metric);
    const { summary, dataset } = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
    expect(summary.arms[0].metric).toHaveLength(3);
    expect(summary.arms[0].byAnnotations.spent).toHaveLength(3);
    expect(Object.keys(dataset)).toContain(task === "detection" ? "classes" : "joints");
  });
});
