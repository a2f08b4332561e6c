/** Makes what follows from the events anew: classes, last words, standing labels and counts. */
import type { Answer, Label } from "@querent/core";
import type { Database } from "../database/database.ts";
import { parseStored } from "../database/parse-stored.ts";
import { paged, pageRows } from "../ground.ts";
import type { ProjectSettings, WhoRule } from "../settings-contract.ts";
import { applyChange, type LoggedChange } from "./apply-change.ts";
import { readClasses } from "./class-list.ts";
import { standingKeeper } from "./keep-standing.ts";
import { mapClasses } from "./standing.ts";
import { tallyOf, type Tally } from "./tallies.ts";

interface AnswerRow {
  readonly seq: number;
  readonly item: number;
  readonly who: string;
  readonly at: number;
  readonly content: string;
}

/**
 * Works inside the caller's transaction. A class of a standing label that no event added (its event was lost with a
 * damaged database) is called by its number.
 */
export function rebuildAll(db: Database, settings: Pick<ProjectSettings, "whoRule" | "task">): void {
  db.exec("DELETE FROM classes; DELETE FROM last_word; DELETE FROM standing; DELETE FROM tallies;");
  for (const { content } of db.all<{ content: string }>(
    "SELECT content FROM events WHERE kind = 'class' AND kind <> 'answer' ORDER BY seq",
  ))
    applyChange(db, parseStored<LoggedChange>(db, content));
  const keeper = standingKeeper(db, settings.whoRule, readClasses(db).classOf);
  const page = (after: number): AnswerRow[] =>
    db.all<AnswerRow>(
      "SELECT seq, item, who, at, content FROM events WHERE seq > ? AND item IS NOT NULL " +
        `ORDER BY seq LIMIT ${pageRows}`,
      after,
    );
  for (const row of paged(0, page, (row) => row.seq))
    keeper.take({ ...row, answer: parseStored<Answer>(db, row.content) });
  keeper.flush();
  if (settings.task !== "pose")
    db.exec(
      "INSERT INTO classes (class, name) SELECT class, 'class ' || class FROM tallies " +
        "WHERE class NOT IN (SELECT class FROM classes)",
    );
}

/** After the rule or the classes changed: only items in dispute can come out differently. */
export function decideDisputedAgain(db: Database, rule: WhoRule): void {
  const keeper = standingKeeper(db, rule, readClasses(db).classOf);
  for (const { item } of db.all<{ item: number }>("SELECT item FROM standing WHERE disputed = 1"))
    keeper.again(item);
  keeper.flush();
}

/** Counts the classes of all standing labels. */
export function recountTallies(db: Database): void {
  const { classOf } = readClasses(db);
  const tally: Tally = new Map();
  const page = (after: number): { item: number; content: string }[] =>
    db.all(
      "SELECT s.item, e.content FROM standing s JOIN events e ON e.seq = s.seq WHERE s.item > ? " +
        `ORDER BY s.item LIMIT ${pageRows}`,
      after,
    );
  for (const { content } of paged(0, page, (row) => row.item))
    tallyOf(tally, mapClasses(parseStored<Label>(db, content), classOf), 1);
  db.exec("DELETE FROM tallies");
  for (const [number, { items, objects }] of tally)
    db.run("INSERT INTO tallies (class, items, objects) VALUES (?, ?, ?)", number, items, objects);
}
