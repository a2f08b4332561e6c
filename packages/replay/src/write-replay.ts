/** Writes what a finished replay leaves: the report for machines and for people, the curves, the times. */
import { join } from "node:path";
import { buildReport } from "./build-report.ts";
import { areasPicture, curvePicture } from "./curve-picture.ts";
import { reportHtml } from "./html/report-html.ts";
import { isCrowded } from "./plot/line-looks.ts";
import { reportJson } from "./report-json.ts";
import type { ReplayReport } from "./report-types.ts";
import type { FinishedRound } from "./round-record.ts";
import type { ReplayRun } from "./run-replay.ts";
import { buildTimings } from "./timings.ts";
import type { ReplayTimings } from "./timings.ts";
import { makeFolder, writeWhole } from "./write-whole.ts";

/** What the caller adds to the outputs. */
export interface OutputDetails {
  /** The command line that repeats the replay. */
  readonly command?: string;
  /** Versions of the libraries that did the work, for the times. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** What was written, and where. */
export interface WrittenReplay {
  readonly report: ReplayReport;
  readonly timings: ReplayTimings;
  readonly files: readonly string[];
}

/**
 * Writes `report.json`, `report.html`, `curves.svg` and `timings.json` into the run's folder, each whole or not at all;
 * with more arms than colours tell apart `areas.svg` too.
 *
 * @param rounds as `runReplay` returned them
 * @throws one sentence when a file cannot be written
 */
export async function writeReplay(
  { plan, subject, out }: Pick<ReplayRun, "plan" | "subject" | "out">,
  rounds: readonly FinishedRound[],
  { command, versions }: OutputDetails = {},
): Promise<WrittenReplay> {
  const report = buildReport(plan, subject, rounds);
  const timings = buildTimings(plan, rounds, versions);
  const areas = isCrowded(report.summary) ? areasPicture(report) : undefined;
  const contents = {
    "timings.json": `${JSON.stringify(timings, undefined, 2)}\n`,
    "curves.svg": curvePicture(report),
    ...(areas !== undefined && { "areas.svg": areas }),
    "report.html": reportHtml(report, { subject, timings, command }),
    "report.json": reportJson(report),
  };
  await makeFolder(out);
  const files: string[] = [];
  for (const [name, content] of Object.entries(contents)) {
    await writeWhole(join(out, name), content);
    files.push(join(out, name));
  }
  return { report, timings, files };
}
