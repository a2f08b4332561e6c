/** Command: judges the stopping rules on kept replays and on projects with a model that trains in a moment. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { dataFolder, namesIn, positiveInteger } from "./options.ts";
import { resultPath, writeResult } from "./results-file.ts";
import { gainCoverage, halfWayTarget, judgedRules, judgeRule } from "./stopping/judge-rules.ts";
import { reportRuns, type ReportOfReplay } from "./stopping/report-runs.ts";
import { coverageTable, rulesTable, type JudgedSource } from "./stopping/rules-table.ts";
import type { Run } from "./stopping/run.ts";
import { openStudyData, studyDatasets } from "./stopping/study-data.ts";
import { studyRuns, type StudySettings } from "./stopping/study-runs.ts";

const reports = {
  "fashion-mnist": "fashion-mnist/report.json",
  "fashion-mnist-ablation": "fashion-mnist-ablation/report.json",
  "cifar10-jpg": "cifar10-jpg/report.json.gz",
  "fashion-mnist-all": "fashion-mnist-all/report.json.gz",
} as const;
const EXAM = 200; // images, as a project has them
const arms = ["random", "margin", "entropy"];
const settings: Readonly<Record<(typeof studyDatasets)[number], Omit<StudySettings, "trials">>> = {
  optdigits: { arms, batch: 50, rounds: 19, exams: [EXAM], stopSet: 2000 },
  "fashion-mnist": { arms, batch: 100, rounds: 19, exams: [EXAM, 1000], stopSet: 2000 },
};

const { values } = parseArgs({
  options: {
    data: { type: "string", default: process.env.QUERENT_DATA },
    reports: { type: "string", default: Object.keys(reports).join(",") },
    studies: { type: "string", default: studyDatasets.join(",") },
    trials: { type: "string", default: "5" },
    out: { type: "string" },
  },
});
const studies = namesIn("studies", values.studies, studyDatasets);
const trials = positiveInteger("trials", values.trials);
const data = dataFolder(values.data);

const sources: JudgedSource[] = [];
for (const name of namesIn("reports", values.reports, Object.keys(reports) as (keyof typeof reports)[])) {
  const report = readReport(join(dirname(resultPath("x")), reports[name]));
  judge(`replay of ${name}`, EXAM, reportRuns(report, EXAM), ["agreement"]);
}
for (const name of studies) {
  const runs = await studyRuns(openStudyData(name, data), { ...settings[name], trials });
  for (const [exam, ofSize] of runs) judge(`softmax regression on ${name}`, exam, ofSize, []);
}
const result = sixDecimals(sources);
writeResult(values.out ?? resultPath("stopping-rules"), { sources: result });
console.log(`${rulesTable(result)}\n\n${coverageTable(result)}`);

/** The same with six decimals, as reports carry: the last bits change with the order of a sum. */
function sixDecimals<T>(result: T): T {
  const six = (_: string, value: unknown): unknown =>
    typeof value === "number" ? Math.round(value * 1e6) / 1e6 : value;
  return JSON.parse(JSON.stringify(result, six)) as T;
}

/** Judges the rules but those whose needs the runs do not hold, and those that need more rounds than there are. */
function judge(source: string, exam: number, runs: readonly Run[], without: readonly string[]): void {
  const tooShort = runs[0].rounds.length < 6 ? ["plateau", "expected-gain"] : [];
  const rules = judgedRules(runs, halfWayTarget(runs)).filter(
    ({ rule }) => !without.includes(rule) && !tooShort.includes(rule),
  );
  const verdicts = rules.map((rule) => judgeRule(rule, runs));
  const coverage = tooShort.length > 0 ? undefined : gainCoverage(runs);
  sources.push({ source, exam, verdicts, ...(coverage === undefined ? {} : { coverage }) });
  console.error(`${source}, exam set of ${exam}: ${runs.length} runs`);
}

function readReport(path: string): ReportOfReplay {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8")) as ReportOfReplay;
}
