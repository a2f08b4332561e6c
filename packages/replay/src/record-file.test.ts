/** What earlier versions wrote of classification can be read, and is still written. */
import { expect, test } from "vitest";
import { exampleReport, exampleRounds } from "../test/example-report.ts";
import { roundFromFile, roundToFile } from "./record-file.ts";
import { reportData } from "./report-json.ts";

test("a round of classification keeps its names and their order in its file, and comes back whole", () => {
  const [round] = exampleRounds(1, ["random"]);
  const filed = JSON.parse(JSON.stringify(roundToFile("classification", round)));
  expect(Object.keys(filed.record)).toEqual(
    "trial arm round labels accuracy recall calibration loss ranking classCounts picks why".split(" "),
  );
  expect(roundFromFile("classification", filed)).toEqual(round);
});

test("a round of another task is filed as it is", () => {
  const [round] = exampleRounds(1, ["random"]);
  expect(roundToFile("detection", round)).toEqual(round);
  expect(roundFromFile("detection", JSON.parse(JSON.stringify(round)))).toEqual(round);
});

test("a report of classification keeps its names and their order, one of another task has the general ones", () => {
  const report = exampleReport();
  const keysOf = (data: any) => [
    Object.keys(data.arms[0].trials[0].curve[0]),
    Object.keys(data.summary.arms[0]),
    Object.keys(data.summary),
  ];
  expect(keysOf(reportData(report))).toEqual(
    [
      "labels annotations metric recall calibration loss ranking classCounts",
      "strategy accuracy area final versusBaseline labelsToTarget ranking calibration classBalance",
      "level trials budgets baseline target arms moduleEffect poolShares winner",
    ].map((names) => names.split(" ")),
  );
  expect(reportData({ ...report, task: "detection" })).toEqual({ ...report, task: "detection" });
});
