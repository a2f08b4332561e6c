/** What a recovery could not bring back, a sentence each. */
import type { Database } from "../database/database.ts";
import type { RecoveredEvents } from "./recover-events.ts";
import type { Salvage } from "./salvage.ts";

const inWords: Readonly<Record<string, string>> = {
  files: "Some paths of images are lost: index the images again.",
  exam: "Part of the exam is lost: look at it before the next figure is told.",
  rounds: "Part of the rounds is lost.",
  round_items: "Part of what was chosen in rounds is lost.",
  jobs: "Part of the jobs is lost: what they did may be done again.",
  models: "Part of the list of models is lost; their files are still in the folder of models.",
};

export function whatIsLost(
  to: Database,
  from: Salvage | undefined,
  events: RecoveredEvents,
  kept: string,
): string[] {
  const lost: string[] = [];
  const gaps = gapsOf(to, "events", "seq", from?.highest("events") ?? 0);
  if (gaps.count > 0) lost.push(`${gaps.count} events are lost: numbers ${gaps.words}.`);
  if (events.apart > 0)
    lost.push(
      `${events.apart} events of the database stand where the journal has others; they are only in ${kept}.`,
    );
  if (events.nameless.length > 0)
    lost.push(
      `The images of ${events.nameless.length} items with answers are lost; the items are called "lost item N".`,
    );
  const names = to.all<{ class: number }>("SELECT class FROM classes WHERE name = 'class ' || class");
  if (names.length > 0)
    lost.push(`The names of classes ${names.map((row) => row.class).join(", ")} are lost: rename them.`);
  if (from === undefined) {
    lost.push(
      "Nothing of the database can be read: items without answers, rounds, exam, jobs and the list of models are " +
        "lost, and the answers come from the journal. Index the images again.",
    );
    return lost;
  }
  const items = gapsOf(to, "items", "item", from.highest("items"));
  if (items.count > 0) lost.push(`${items.count} items without answers are lost: index the images again.`);
  for (const table of new Set([...from.unread, ...events.short]))
    if (table in inWords) lost.push(inWords[table]);
  return lost;
}

/** Numbers are given without gaps, so each gap is something lost. */
function gapsOf(to: Database, table: string, key: string, highest: number): { count: number; words: string } {
  const { last, n } = to.get<{ last: number; n: number }>(
    `SELECT coalesce(max(${key}), 0) AS last, count(*) AS n FROM ${table}`,
  )!;
  const end = Math.max(last, highest);
  if (n === end) return { count: 0, words: "" };
  const stretches = to.all<{ first: number; next: number }>(
    `SELECT before + 1 AS first, ${key} AS next FROM (SELECT ${key}, lag(${key}, 1, 0) OVER (ORDER BY ${key}) AS ` +
      `before FROM ${table}) WHERE ${key} > before + 1 LIMIT 11`,
  );
  if (end > last) stretches.push({ first: last + 1, next: end + 1 });
  const words = stretches
    .slice(0, 10)
    .map(({ first, next }) => (next - first === 1 ? `${first}` : `${first} to ${next - 1}`));
  return { count: end - n, words: words.join(", ") + (stretches.length > 10 ? " and others" : "") };
}
