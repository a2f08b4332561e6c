/** Writes a report as text that is the same, byte for byte, for the same report. */
import type { ArmSummary, ReplayReport, ReportedPoint } from "./report-types.ts";

/** JSON in the order of the report's own keys, one trial's point or query a line so that two reports can be compared. */
export function reportJson(report: ReplayReport): string {
  return `${write(reportData(report), "")}\n`;
}

/**
 * The report as `report.json` has it. That of classification, which is older than the other tasks, says `recall` and
 * `calibration` for `parts` and `figures.calibration`, and `accuracy` for the `metric` of its summary.
 */
export function reportData(
  report: ReplayReport,
): Readonly<Record<"arms" | "summary", unknown>> & Pick<ReplayReport, "task"> {
  if (report.task !== "classification") return report;
  const arms = report.arms.map(({ trials, ...arm }) => ({
    ...arm,
    trials: trials.map(({ seed, curve, picks, why }) => ({
      seed,
      curve: curve.map(classificationPoint),
      picks,
      why,
    })),
  }));
  const { level, trials, budgets, baseline, target, ...rest } = report.summary;
  const summaries = rest.arms.map(classificationSummary);
  return {
    ...report,
    arms,
    summary: { level, trials, budgets, baseline, target, ...rest, arms: summaries },
  };
}

function classificationPoint({
  labels,
  annotations,
  metric,
  parts,
  figures,
  ...rest
}: ReportedPoint): unknown {
  return { labels, annotations, metric, recall: parts, calibration: figures["calibration"], ...rest };
}

function classificationSummary({ strategy, metric, figures, ...rest }: ArmSummary): unknown {
  const { area, final, versusBaseline, labelsToTarget, ranking, classBalance } = rest;
  return {
    strategy,
    accuracy: metric,
    area,
    final,
    versusBaseline,
    labelsToTarget,
    ranking,
    calibration: figures["calibration"],
    classBalance,
  };
}

/** Objects and arrays that fit on a line stay on it. */
function write(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  if (typeof value !== "object" || value === null || flat.length <= 140) return flat;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object" || item === null)) return flat;
    return `[\n${value.map((item) => deeper + write(item, deeper)).join(",\n")}\n${indent}]`;
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{\n${fields
    .map(([name, field]) => `${deeper}${JSON.stringify(name)}: ${write(field, deeper)}`)
    .join(",\n")}\n${indent}}`;
}
