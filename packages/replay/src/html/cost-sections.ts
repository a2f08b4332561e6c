/** The sections of a report on what it took and how to do it again. */
import { armStyle } from "../plot/arm-style.ts";
import { count, percent } from "../plot/in-figures.ts";
import { escapeText } from "../plot/markup.ts";
import type { ReplayReport } from "../report-types.ts";
import { phases } from "../round-record.ts";
import type { ReplayTimings } from "../timings.ts";
import { inWords } from "../in-words.ts";
import { armKey } from "./arm-key.ts";
import { table } from "./table.ts";

const words = { train: "training", predict: "predicting the pool", select: "selecting", evaluate: "testing" };

/** Seconds by phase. */
export function timeSection(report: ReplayReport, { arms, machine, seconds }: ReplayTimings): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const clock = (value: number): string => (value < 10 ? value.toFixed(2) : count(value));
  return `<section><h2>What it cost</h2>
<p>${clock(seconds)} seconds${seconds < 90 ? "" : ` (${inWords(seconds)})`} in all, on ${escapeText(machine.cpu)} with ${machine.threads} of ${machine.cores} threads, ${machine.memoryGiB} GiB of memory, ${escapeText(machine.platform)}, provider ${escapeText(machine.provider)}, ${escapeText(versions.join(", "))}. Round 0 is done once for arms that train alike and counted in the first of them.</p>
${table(
  `Seconds by phase, all ${report.settings.trials === 1 ? "rounds" : `${report.settings.trials} trials`} together`,
  ["arm", ...phases.map((phase) => words[phase]), "in all"],
  arms.map((arm, i) => [
    armKey(arm.strategy, i),
    ...phases.map((phase) => clock(arm.seconds[phase])),
    clock(phases.reduce((sum, phase) => sum + arm.seconds[phase], 0)),
  ]),
)}</section>`;
}

/** The settings, and the command that repeats the replay. */
export function repeatSection(
  { dataset, task, settings, arms }: ReplayReport,
  command: string | undefined,
): string {
  const { subset } = settings;
  const subsets = arms
    .filter((arm) => arm.subset !== null)
    .map((arm) => `${armStyle(arm.strategy).title} ${percent(arm.subset!, 0)}`);
  const rows: [string, string][] = [
    [
      "data",
      `${dataset.name}: ${count(dataset.train)} training and ${count(dataset.test)} test images of ${dataset.width} \u00d7 ${dataset.height} ` +
        `${dataset.channels === 1 ? "in grey" : "in colour"}, ${dataset.joints === undefined ? `${dataset.classes!.length} classes` : `${dataset.joints.length} joints`}${dataset.skipped > 0 ? `; ${count(dataset.skipped)} files left out` : ""}`,
    ],
    ["fingerprint of the data", dataset.fingerprint],
    ["task", task],
    ["network", settings.network],
    ["recipe", settings.recipe + (settings.epochs === null ? "" : `, ${count(settings.epochs)} epochs`)],
    ...(settings.moduleWeight === undefined
      ? []
      : [["weight of the module", String(settings.moduleWeight)] as [string, string]]),
    ["pool", `${count(settings.pool)} images, drawn anew in each trial`],
    [
      "labels",
      `${count(settings.initial)} at random, then ${settings.rounds} queries of ${count(settings.batch)}`,
    ],
    ["test", `${count(settings.test)} images, the same in every trial`],
    ["trials", String(settings.trials)],
    ["seed", String(settings.seed)],
    [
      "random subset looked at",
      subsets.length === 0
        ? "none of these strategies has one"
        : `${subsets.join(", ")}${subset === null ? " (their own)" : ""}`,
    ],
    ["ran on", `${settings.provider}, ${settings.threads} thread${settings.threads === 1 ? "" : "s"}`],
  ];
  return `<section><h2>How to repeat it</h2>
<p>The same command on the same machine with the same number of threads gives the same <code>report.json</code>, byte for byte; only the times differ.</p>
${command === undefined ? "" : `<pre tabindex="0"><code>${escapeText(command)}</code></pre>`}
${table("Settings", ["setting", "value"], rows).replace("<table>", '<table class="settings">')}</section>`;
}
