/** Looks for what is wrong with a project. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { problemsOf } from "./database/problems.ts";
import { labels } from "./events/read-labels.ts";
import type { CurrentLabel } from "./events-contract.ts";
import type { Ground } from "./ground.ts";
import { linesOf } from "./journal/journal-file.ts";
import { completeJournal, journalLines, journalName } from "./journal/keep-journal.ts";

/** As `Project.check`. One transaction, so that nobody writes meanwhile. */
export function checkProject(ground: Ground): string[] {
  const problems = problemsOf(ground.db, "integrity_check");
  if (problems.length > 0) return problems;
  try {
    return ground.db.transaction(() => {
      completeJournal(ground.folder, ground.db); // another process may be killed, or just now, between the two
      return [...differentEvents(ground), ...differentLabels(ground)];
    });
  } catch (error) {
    return [(error as Error).message];
  }
}

/** The first event that is not the same in the journal: the lines of both are compared as they are. */
function differentEvents({ folder, db }: Ground): string[] {
  const file = join(folder, journalName);
  const lines = existsSync(file) ? linesOf(file) : [][Symbol.iterator]();
  let number = 0;
  for (const expected of journalLines(db, 0)) {
    number += 1;
    const line = lines.next();
    if (line.done || `${line.value}\n` !== expected)
      return [`Line ${number} of ${journalName} must be what the database says; they differ.`];
  }
  return lines.next().done
    ? []
    : [`${journalName} must end at line ${number}, as the database does; it goes on.`];
}

/** The first item whose standing label is not what the events say: `rebuild` puts that right. */
function differentLabels(ground: Ground): string[] {
  const { seq } = ground.db.get<{ seq: number }>("SELECT coalesce(max(seq), 0) AS seq FROM events")!;
  const kept = labels(ground);
  const told = ({ item, seq, people, disputed }: CurrentLabel): string =>
    `item ${item} is labelled by event ${seq} (${people} people${disputed ? ", disputed" : ""})`;
  for (const label of labels(ground, { until: seq })) {
    const other = kept.next();
    if (other.done || told(other.value) !== told(label))
      return [`By its events, ${told(label)}; it is kept otherwise.`];
  }
  return kept.next().done ? [] : ["A label is kept that no event tells of."];
}
