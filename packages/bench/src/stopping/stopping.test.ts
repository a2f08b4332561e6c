/** Tests of how stopping rules are judged, and that the page shows what was kept. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { examAccuracy, keyFrom, matrix } from "@querent/core";
import { describe, expect, test } from "vitest";
import { readResult, resultPath } from "../results-file.ts";
import { gainCoverage, halfWayTarget, judgeRule } from "./judge-rules.ts";
import { reportRuns } from "./report-runs.ts";
import { coverageTable, rulesTable, type JudgedSource } from "./rules-table.ts";
import type { Run } from "./run.ts";
import { softmaxOf, trainSoftmax } from "./softmax-regression.ts";

/** A run whose exam figures are the truth, on 100 images. */
function runOf(truths: readonly number[], trial = 0): Run {
  return {
    arm: "random",
    trial,
    batch: 10,
    rounds: truths.map((truth, r) => {
      const right = Array.from({ length: 100 }, (_, i) => (i < Math.round(100 * truth) ? 1 : 0));
      return {
        trained: 10 * (r + 1),
        truth,
        exam: examAccuracy(right, undefined, keyFrom(1), { samples: 20 }),
      };
    }),
  };
}

describe("a verdict", () => {
  const runs = [runOf([0.5, 0.9, 0.95, 0.96]), runOf([0.5, 0.6, 0.7, 0.8], 1)];

  test("counts labels, those of the exam set too, and accuracy to the end of the run", () => {
    // Wilson's lower end of 90 in 100 is 0.826: the first run stops at round 1 with 120 of 140 labels.
    const verdict = judgeRule({ rule: "target", params: { target: 0.82 } }, runs);
    expect(verdict).toMatchObject({ runs: 2, stopped: 1, wrong: 0, undecided: 0 });
    expect(verdict.saved).toBeCloseTo((1 - 120 / 140) / 2, 12);
    expect(verdict.lost).toBeCloseTo(0.03, 12);
    expect(verdict.worst).toBeCloseTo(0.06, 12);
  });

  test("is wrong where the test part says so", () => {
    const flattered = { ...runs[0], rounds: runs[0].rounds.map((round) => ({ ...round, truth: 0.8 })) };
    expect(judgeRule({ rule: "target", params: { target: 0.82 } }, [flattered])).toMatchObject({ wrong: 1 });
    expect(judgeRule({ rule: "budget", params: { labels: 120 } }, runs)).not.toHaveProperty("wrong");
  });

  test("a rule that never stops saves and loses nothing", () => {
    expect(judgeRule({ rule: "target", params: { target: 0.99 } }, runs)).toMatchObject({
      stopped: 0,
      saved: 0,
      lost: 0,
      worst: 0,
    });
  });

  test("the target is that of the middle round, and curves need rounds to be judged", () => {
    expect(halfWayTarget(runs)).toBe(0.82); // (0.95 + 0.7) / 2 = 0.825
    expect(gainCoverage(runs)).toBeUndefined();
  });
});

test("the exam set of a report is right as often as its models", () => {
  const curve = [
    { labels: 10, metric: 0.6 },
    { labels: 20, metric: 0.9 },
  ];
  const trials = [{ curve }, { curve }];
  const runs = reportRuns(
    { dataset: { name: "x" }, settings: { batch: 10 }, arms: [{ strategy: "entropy", trials }] },
    2000,
  );
  expect(runs.map(({ arm, trial }) => [arm, trial])).toEqual([
    ["entropy", 0],
    ["entropy", 1],
  ]);
  expect(runs[0].rounds.map(({ exam }) => Math.abs(exam.estimate - 0.75) > 0.1)).toEqual([true, true]);
  expect(Math.abs(runs[0].rounds[1].exam.estimate - 0.9)).toBeLessThan(0.03);
  expect(runs[0].rounds[0].exam.estimate).not.toBe(runs[1].rounds[0].exam.estimate);
});

test("the softmax regression is at the minimum: its gradient is nothing", () => {
  const inputs = matrix(6, 2, Float32Array.of(1, 0, 2, 1, -1, 1, 0, -1, 0.5, 2, -2, 0));
  const labels = Int32Array.of(0, 0, 1, 2, 1, 2);
  const rows = Int32Array.of(0, 1, 2, 3, 4, 5);
  const weights = trainSoftmax(inputs, rows, labels, 3, 0.1);
  const p = softmaxOf(inputs, weights);
  for (let j = 0; j < 3; j += 1)
    for (let c = 0; c < 3; c += 1) {
      let gradient = 0.1 * weights[j * 3 + c];
      for (const row of rows)
        gradient +=
          ((p.data[row * 3 + c] - (labels[row] === c ? 1 : 0)) * (j < 2 ? inputs.data[row * 2 + j] : 1)) / 6;
      expect(Math.abs(gradient)).toBeLessThan(1e-6);
    }
});

test("docs/stopping.md holds the tables of the figures that were kept", () => {
  const { sources } = readResult<{ readonly sources: readonly JudgedSource[] }>(
    resultPath("stopping-rules"),
  )!;
  const page = readFileSync(join(import.meta.dirname, "../../../../docs/stopping.md"), "utf8");
  expect(page).toContain(rulesTable(sources));
  expect(page).toContain(coverageTable(sources));
});
