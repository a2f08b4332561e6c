/** Reads what stands: labels now or at an earlier event, disputes, the history of an item. */
import type { Answer, Label } from "@querent/core";
import { parseStored } from "../database/parse-stored.ts";
import type { CurrentLabel, Dispute, LabelQuery, StoredAnswer } from "../events-contract.ts";
import type { Json } from "../json.ts";
import { pageRows, paged, type Ground } from "../ground.ts";
import { readSettings } from "../settings.ts";
import { readClasses } from "./class-list.ts";
import { eventColumns, type EventRow } from "./event-row.ts";
import { isLabel, mapClasses, standingOf, type Word } from "./standing.ts";

interface LabelRow {
  readonly item: number;
  readonly id: string;
  readonly answer: string;
  readonly who: string;
  readonly at: number;
  readonly source: CurrentLabel["source"];
  readonly seq: number;
  readonly people: number;
  readonly disputed: number;
}

interface WordRow extends Omit<LabelRow, "people" | "disputed"> {}

/** As `Project.labels`. */
export function* labels(ground: Ground, query: LabelQuery = {}): Generator<CurrentLabel> {
  const { classOf } = readClasses(ground.db);
  for (const items of itemPages(ground, query)) {
    const rows =
      query.until === undefined ? standingNow(ground, items) : standingAt(ground, items, query.until);
    for (const { answer, disputed, ...row } of rows) {
      const label = mapClasses(parseStored<Label>(ground.db, answer), classOf);
      yield { ...row, label, disputed: disputed === 1 };
    }
  }
}

/** As `Project.disputed`. */
export function* disputes(ground: Ground): Generator<Dispute> {
  const { classOf } = readClasses(ground.db);
  const page = (after: number): { item: number; id: string }[] =>
    ground.db.all(
      "SELECT s.item, i.id FROM standing s JOIN items i ON i.item = s.item WHERE s.disputed = 1 AND s.item > ? " +
        `ORDER BY s.item LIMIT ${pageRows}`,
      after,
    );
  for (const { item, id } of paged(0, page, (row) => row.item)) {
    const words = ground.db.all<{ who: string; at: number; seq: number; content: string }>(
      "SELECT w.who, e.at, w.seq, e.content FROM last_word w JOIN events e ON e.seq = w.seq WHERE w.item = ? " +
        "ORDER BY w.seq",
      item,
    );
    const voices = words
      .map(({ content, ...rest }) => ({ ...rest, answer: parseStored<Answer>(ground.db, content) }))
      .filter((word) => isLabel(word.answer))
      .map(({ answer, ...rest }) => ({ ...rest, label: mapClasses(answer as Label, classOf) }));
    yield { item, id, voices };
  }
}

/** As `Project.history`. */
export function history(ground: Ground, item: number): StoredAnswer[] {
  return ground.db
    .all<EventRow>(`SELECT ${eventColumns} FROM events WHERE item = ? ORDER BY seq`, item)
    .map((row) => ({
      seq: row.seq,
      id: row.id,
      item,
      who: row.who,
      at: row.at,
      ...(row.took === null ? {} : { took: row.took }),
      source: row.source as StoredAnswer["source"],
      ...(row.suggestion === null ? {} : { suggestion: parseStored<Json>(ground.db, row.suggestion) }),
      answer: parseStored<Answer>(ground.db, row.content),
    }));
}

/** The numbers of the items to look at, ascending, as JSON texts of at most a page each. */
function* itemPages(ground: Ground, { items, since }: LabelQuery): Generator<string> {
  const wanted = items === undefined ? undefined : Float64Array.from(new Set(items)).sort();
  const sql =
    "SELECT json_group_array(item) AS items, max(item) AS last FROM (SELECT item FROM standing WHERE item > ? " +
    `AND changed > ? ORDER BY item LIMIT ${pageRows})`;
  if (wanted === undefined) {
    for (let after = 0; ;) {
      const page = ground.db.get<{ items: string; last: number | null }>(sql, after, since ?? 0)!;
      if (page.last === null) return;
      yield page.items;
      after = page.last;
    }
  }
  for (let start = 0; start < wanted.length; start += pageRows) {
    const page = JSON.stringify([...wanted.subarray(start, start + pageRows)]);
    yield ground.db.get<{ items: string }>(
      "SELECT json_group_array(item) AS items FROM (SELECT item FROM standing WHERE changed > ? AND item IN " +
        "(SELECT value FROM json_each(?)) ORDER BY item)",
      since ?? 0,
      page,
    )!.items;
  }
}

function standingNow({ db }: Ground, items: string): LabelRow[] {
  return db.all<LabelRow>(
    "SELECT s.item, i.id, e.content AS answer, e.who, e.at, e.source, s.seq, s.people, s.disputed FROM standing s " +
      "JOIN items i ON i.item = s.item JOIN events e ON e.seq = s.seq " +
      "WHERE s.item IN (SELECT value FROM json_each(?)) ORDER BY s.item",
    items,
  );
}

function standingAt(ground: Ground, items: string, until: number): LabelRow[] {
  const rows = ground.db.all<WordRow>(
    "SELECT e.item, i.id, e.content AS answer, e.who, e.at, e.source, e.seq FROM events e " +
      "JOIN items i ON i.item = e.item WHERE e.item IN (SELECT value FROM json_each(?)) AND e.seq <= ? " +
      "ORDER BY e.item, e.seq",
    items,
    until,
  );
  const { whoRule } = readSettings(ground);
  const { classOf } = readClasses(ground.db);
  return runsOf(rows).flatMap((told) => {
    const last = new Map<string, WordRow>();
    for (const row of told) last.set(row.who, row);
    const answers = [...last.values()].map((row) => ({
      row,
      answer: parseStored<Answer>(ground.db, row.answer),
    }));
    const words = answers.filter(({ answer }) => answer.kind !== "cleared");
    const standing = standingOf(
      words.map(({ row, answer }): Word => ({ seq: row.seq, answer: answer as Word["answer"] })),
      whoRule,
      classOf,
    );
    const row = told.find(({ seq }) => seq === standing.seq);
    return row === undefined
      ? []
      : [{ ...row, people: standing.people, disputed: standing.disputed ? 1 : 0 }];
  });
}

/** Rows in order of their items, as one list an item. */
function runsOf(rows: readonly WordRow[]): WordRow[][] {
  const runs: WordRow[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run !== undefined && run[0].item === row.item) run.push(row);
    else runs.push([row]);
  }
  return runs;
}
