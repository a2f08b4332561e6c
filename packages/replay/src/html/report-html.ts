/** The report as one page that needs nothing else: no script, no outside file. */
import { armTitle } from "../arm.ts";
import { headline, leadingArm } from "../headline.ts";
import { colourRules, plotRules } from "../plot/arm-colours.ts";
import { count, percent, points } from "../plot/in-figures.ts";
import { isCrowded } from "../plot/line-looks.ts";
import { escapeText, prose } from "../plot/markup.ts";
import { trialsForWinner } from "../summarise.ts";
import type { ReplayReport } from "../report-types.ts";
import type { ReplayTimings } from "../timings.ts";
import type { ReplaySubject } from "../tasks/replay-subject.ts";
import { wordsOf } from "../tasks/task-words.ts";
import { annotationSection } from "./annotation-section.ts";
import { repeatSection, timeSection } from "./cost-sections.ts";
import { areasSection, curvesSection, differenceSection, moduleSection } from "./curve-sections.ts";
import { figuresSection, rankingSection } from "./model-sections.ts";
import { pageStyle } from "./page-style.ts";
import { balanceSection, imagesSection } from "./picks-sections.ts";

/** What the page shows beside the report itself. */
export interface ReportExtras {
  readonly subject: ReplaySubject; // for the picked images
  readonly timings: ReplayTimings;
  /** The command line that repeats the replay. */
  readonly command?: string;
}

/** The page of a report. Without its timings it would be the same whenever the replay is repeated. */
export function reportHtml(report: ReplayReport, { subject, timings, command }: ReportExtras): string {
  const { settings } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title(report))}</title>
<style>${colourRules(settings.strategies)}
${pageStyle}${plotRules}</style>
</head>
<body>
<main>
<header>
<p class="eyebrow">Replay of ${escapeText(report.dataset.name)}: ${escapeText(settings.network)}, ${count(settings.pool)} images in the pool, ${settings.trials === 1 ? "1 trial" : `${settings.trials} trials`}</p>
<h1>${prose(title(report))}</h1>
<p class="result">${prose(headline(report))}</p>
${tiles(report)}
</header>
${[
  curvesSection(report),
  differenceSection(report),
  areasSection(report),
  annotationSection(report),
  moduleSection(report),
  rankingSection(report),
  figuresSection(report),
  balanceSection(report),
  imagesSection(report, subject),
  timeSection(report, timings),
  repeatSection(report, command),
]
  .filter((section) => section !== "")
  .join("\n")}
<footer>Made by Querent from <code>report.json</code>, which holds every number and every pick.</footer>
</main>
</body>
</html>
`;
}

function title({ dataset, summary }: ReplayReport): string {
  const lead = leadingArm(summary);
  const others = [lead, ...summary.arms.filter((arm) => arm !== lead)].filter(
    ({ strategy }) => strategy !== summary.baseline,
  );
  const first = others.slice(0, 2).map(({ strategy }) => armTitle(strategy));
  if (isCrowded(summary)) first.splice(0, 2, `${others.length} strategies`);
  else if (others.length > 3) first.push(`${others.length - 2} more`);
  else if (others.length === 3) first.push(armTitle(others[2].strategy));
  const list =
    first.length > 1
      ? `${first.slice(0, -1).join(", ")} and ${first[first.length - 1]}`
      : (first[0] ?? "random");
  const against = summary.baseline !== null && others.length > 0 ? " against random" : "";
  return `${list.charAt(0).toUpperCase()}${list.slice(1)}${against} on ${dataset.name}`;
}

function tiles({ task, summary }: ReplayReport): string {
  const { budgets, target } = summary;
  const { metric, labels: unit } = wordsOf(task);
  const lead = leadingArm(summary);
  const name = armTitle(lead.strategy);
  const last = budgets[budgets.length - 1];
  const shown: [string, string][] = [
    [percent(lead.final.mean), `${metric} of ${name} after ${count(last)} ${unit}`],
  ];
  if (lead.versusBaseline !== null) {
    const { mean, low, high } = lead.versusBaseline.area;
    const interval =
      low === null || high === null ? "no interval from one trial" : `${points(low)} to ${points(high)}`;
    shown.push([points(mean), `points over random, mean of the whole budget (${interval})`]);
  }
  if (lead.labelsToTarget !== null && target !== null && lead.strategy !== summary.baseline) {
    const { labels } = lead.labelsToTarget;
    shown.push(
      labels === null
        ? ["not reached", `by ${name}: the ${percent(target)} that random ends with`]
        : [
            count(labels),
            `${unit} until ${name} reaches the ${percent(target)} that random ends with, after ${count(last)}`,
          ],
    );
  }
  shown.push([
    summary.winner === null ? "none" : armTitle(summary.winner),
    summary.winner === null
      ? summary.trials < trialsForWinner
        ? `named as winner: that takes ${trialsForWinner} trials, and there ${summary.trials === 1 ? "was 1" : `were ${summary.trials}`}`
        : "named as winner: no arm is ahead of every other one"
      : "is ahead of every other arm over the whole budget",
  ]);
  return `<ul class="tiles">${shown.map(([value, text]) => `<li><b>${prose(value)}</b><span>${prose(text)}</span></li>`).join("")}</ul>`;
}
