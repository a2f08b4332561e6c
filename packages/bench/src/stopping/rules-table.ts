/** The verdicts on stopping rules as a table of Markdown. */
import type { GainCoverage, Verdict } from "./judge-rules.ts";

/** Verdicts on the runs of one source with one size of the exam set. */
export interface JudgedSource {
  readonly source: string;
  readonly exam: number; // images
  readonly verdicts: readonly Verdict[];
  readonly coverage?: GainCoverage;
}

/** One row for each verdict. */
export function rulesTable(sources: readonly JudgedSource[]): string {
  const rows = sources.flatMap(({ source, exam, verdicts }) =>
    verdicts.map((verdict) => [source, String(exam), ...cellsOf(verdict)]),
  );
  return markdown(
    [
      "runs",
      "exam",
      "rule",
      "stopped",
      "could not say",
      "labels saved",
      "accuracy lost, points",
      "worst",
      "wrong",
    ],
    rows,
  );
}

/** One row for each source in which curves could be fitted. */
export function coverageTable(sources: readonly JudgedSource[]): string {
  const rows = sources.flatMap(({ source, exam, coverage }) =>
    coverage === undefined
      ? []
      : [[source, String(exam), String(coverage.batches), inPercent(coverage.held), inPoints(coverage.bias)]],
  );
  return markdown(["runs", "exam", "batches", "interval held the gain", "expected - gained, points"], rows);
}

function cellsOf(verdict: Verdict): string[] {
  const { rule, params, runs, stopped, undecided, saved, lost, worst, wrong } = verdict;
  const given = Object.entries(params).map(([name, value]) => `${name} ${value}`);
  return [
    `${rule}, ${given.join(", ")}`,
    `${stopped} of ${runs}`,
    inPercent(undecided),
    inPercent(saved),
    inPoints(lost),
    inPoints(worst),
    wrong === undefined ? "-" : String(wrong),
  ];
}

function inPercent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function inPoints(difference: number): string {
  return (100 * difference).toFixed(1).replace(/^-0\.0$/, "0.0");
}

function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
