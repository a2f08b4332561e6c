/** The sections of a report on what was picked: class balance and the images themselves. */
import { armStyle } from "../plot/arm-style.ts";
import { count, percent } from "../plot/in-figures.ts";
import { at, escapeText } from "../plot/markup.ts";
import type { ReplayReport } from "../report-types.ts";
import type { ReplaySubject } from "../tasks/replay-subject.ts";
import { wordsOf } from "../tasks/task-words.ts";
import { armKey } from "./arm-key.ts";
import { itemFigure } from "./item-figure.ts";
import { foldedTable } from "./table.ts";

const barsShown = 20; // classes; with more the smallest pool shares are left to the table
/** How many picks of a query are shown, and how long in pixels; boxes and joints need more room than a class. */
const shown = { plain: { picks: 8, side: 48 }, drawn: { picks: 6, side: 88 } };

/** Small bars for each arm: the share of its annotations in each class, with a mark at the pool's; nothing without classes. */
export function balanceSection({ summary, dataset, task }: ReplayReport): string {
  const { poolShares } = summary;
  const { classes } = dataset;
  const balances = summary.arms.flatMap(({ strategy, classBalance }) =>
    classBalance === undefined ? [] : [{ strategy, classBalance }],
  );
  if (poolShares === undefined || classes === undefined) return "";
  const { annotations } = wordsOf(task);
  const drawn = classes
    .map((_, c) => c)
    .sort((a, b) => poolShares[b] - poolShares[a] || a - b)
    .slice(0, barsShown)
    .sort((a, b) => a - b);
  const most = Math.max(...balances.flatMap(({ classBalance }) => classBalance.shares), ...poolShares);
  const panels = balances.map(({ strategy, classBalance }, i) => {
    const rows = drawn.map((c, row) => {
      const y = row * 20;
      const bar = (share: number): number => (share / most) * 118;
      const { [c]: share } = classBalance.shares;
      return (
        `<text class="tick" x="92" y="${y + 13}" text-anchor="end">${escapeText(shortened(classes[c]))}</text>` +
        `<rect x="100" y="${y + 3}" width="${at(Math.max(0.5, bar(share)))}" height="13" rx="2" style="fill:var(--arm-${i})">` +
        `<title>${escapeText(`${classes[c]}: ${percent(share)} of the ${annotations}, ${percent(poolShares[c])} of the pool`)}</title></rect>` +
        `<line class="pool" x1="${at(100 + bar(poolShares[c]))}" x2="${at(100 + bar(poolShares[c]))}" y1="${y + 1}" y2="${y + 18}"/>` +
        `<text class="tick" x="${at(106 + Math.max(bar(share), bar(poolShares[c])))}" y="${y + 13}">${(100 * share).toFixed(1)}</text>`
      );
    });
    const { title } = armStyle(strategy);
    return `<figure><figcaption>${title}<span>${percent(classBalance.distance.mean)} away from the pool</span></figcaption>
<svg class="plot bars" viewBox="0 0 268 ${drawn.length * 20 + 2}" role="img" aria-label="${escapeText(`Share of ${annotations} by class picked by ${title}`)}">${rows.join("\n")}</svg></figure>`;
  });
  return `<section><h2>Which classes were picked</h2>
<p>The share of each class among all ${annotations} at the end, in per cent, and a mark where the pool has it. The distance is the share of ${annotations} that would have to change class to match the pool.${drawn.length < classes.length ? ` ${drawn.length} of ${classes.length} classes are drawn; the table has all.` : ""}</p>
<div class="panels three">${panels.join("\n")}</div>
${foldedTable(
  `Share of each class among the ${annotations} at the end, mean over trials`,
  ["class", "pool", ...balances.map(({ strategy }) => armStyle(strategy).title)],
  classes.map((name, c) => [
    name,
    percent(poolShares[c]),
    ...balances.map(({ classBalance }) => percent(classBalance.shares[c])),
  ]),
)}</section>`;
}

/** The first picks of the first, a middle and the last query of each arm in the first trial. */
export function imagesSection(report: ReplayReport, { task, data, picture }: ReplaySubject): string {
  const { train } = data;
  const { labels } = wordsOf(task);
  const look = task === "classification" ? shown.plain : shown.drawn;
  const place = new Map(train.ids.map((id, i) => [id, i]));
  const { rounds } = report.settings;
  const queries = [...new Set([1, Math.ceil((rounds + 1) / 2), rounds])];
  const image = (id: string, why: string | undefined): string => {
    const i = place.get(id);
    if (i === undefined) throw new Error(`internal: the data set has no item "${id}".`);
    const seen = picture(i);
    const told = why === undefined ? seen.caption : `${seen.caption}: ${why}`;
    return itemFigure(train.images, i, seen, `${told} (${id})`, look.side);
  };
  const rows = report.arms.map(({ strategy, trials: [first] }, i) => {
    const sheets = queries.map(
      (query) =>
        `<td><ul class="sheet${look === shown.drawn ? " drawn" : ""}">${first.picks[query]
          .slice(0, look.picks)
          .map((id, k) => image(id, first.why[query][k]))
          .join("")}</ul></td>`,
    );
    const { text, key } = armKey(strategy, i);
    return `<tr><th scope="row">${key}${escapeText(text)}</th>${sheets.join("")}</tr>`;
  });
  const heads = queries.map(
    (query) =>
      `<th scope="col">query ${query}, after ${count(report.summary.budgets[query - 1])} ${labels}</th>`,
  );
  return `<section><h2>What was asked first</h2>
<p>The first ${Math.min(look.picks, report.settings.batch)} picks of the first, a middle and the last query in the first trial. Resting the pointer on an image tells ${task === "classification" ? "its class" : "what is in it"}, the reason it was picked, and its name.</p>
<div class="wide"><table class="sheets"><caption><span>Images in the order they were picked</span></caption><thead><tr><th scope="col">arm</th>${heads.join("")}</tr></thead><tbody>
${rows.join("\n")}
</tbody></table></div></section>`;
}

function shortened(name: string): string {
  return name.length > 14 ? `${name.slice(0, 13)}\u2026` : name;
}
