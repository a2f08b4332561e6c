/** Keeps what follows from the events: last words, standing labels, and how often each class is seen. */
import type { Answer, Label } from "@querent/core";
import type { Database } from "../database/database.ts";
import { parseStored } from "../database/parse-stored.ts";
import type { WhoRule } from "../settings-contract.ts";
import { isLabel, mapClasses, standingOf, type Standing, type Word } from "./standing.ts";
import { tallyOf, type Tally } from "./tallies.ts";

export interface KeptAnswer {
  readonly seq: number;
  readonly item: number;
  readonly who: string;
  readonly at: number;
  readonly content: string;
  readonly answer: Answer;
}

export interface StandingKeeper {
  /** Takes in the next event of the log. */
  take(event: KeptAnswer): void;
  /** Decides an item again, after the rule or the classes changed. */
  again(item: number): void;
  /** Writes the counts of classes; to be called once at the end. */
  flush(): void;
}

interface StandingRow {
  readonly state: string;
  readonly seq: number | null;
  readonly skips: number;
}

interface WordRow {
  readonly seq: number;
  readonly who: string;
  readonly content: string;
}

/** Works inside the caller's transaction. */
export function standingKeeper(db: Database, rule: WhoRule, classOf: (c: number) => number): StandingKeeper {
  const tally: Tally = new Map();
  const wordsOf = (item: number): WordRow[] =>
    db.all<WordRow>(
      "SELECT w.seq, w.who, e.content FROM last_word w JOIN events e ON e.seq = w.seq WHERE w.item = ?",
      item,
    );
  const standingRow = (item: number): StandingRow | undefined =>
    db.get<StandingRow>("SELECT state, seq, skips FROM standing WHERE item = ?", item);

  return {
    take({ seq, item, who, at, content, answer }) {
      const old = standingRow(item);
      const before = old === undefined ? [] : wordsOf(item);
      const others = before.filter((word) => word.who !== who);
      if (answer.kind === "cleared") db.run("DELETE FROM last_word WHERE item = ? AND who = ?", item, who);
      else
        db.run(
          "INSERT INTO last_word (item, who, seq) VALUES (?, ?, ?) " +
            "ON CONFLICT (item, who) DO UPDATE SET seq = excluded.seq",
          item,
          who,
          seq,
        );
      const words = answer.kind === "cleared" ? others : [...others, { seq, who, content }];
      const standing = decide(words);
      const skips = (old?.skips ?? 0) + (answer.kind === "skipped" || answer.kind === "unsure" ? 1 : 0);
      db.run(
        "INSERT INTO standing (item, state, seq, people, disputed, skips, changed, at) " +
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (item) DO UPDATE SET state = excluded.state, " +
          "seq = excluded.seq, people = excluded.people, disputed = excluded.disputed, skips = excluded.skips, " +
          "changed = excluded.changed, at = excluded.at",
        item,
        standing.state,
        standing.seq,
        standing.people,
        standing.disputed ? 1 : 0,
        skips,
        seq,
        at,
      );
      recount(before, old?.seq ?? null, words, standing.seq);
    },
    again(item) {
      const old = standingRow(item)!;
      const words = wordsOf(item);
      const standing = decide(words);
      db.run(
        "UPDATE standing SET seq = ?, people = ?, disputed = ? WHERE item = ?",
        standing.seq,
        standing.people,
        standing.disputed ? 1 : 0,
        item,
      );
      recount(words, old.seq, words, standing.seq);
    },
    flush() {
      for (const [number, { items, objects }] of tally)
        if (items !== 0 || objects !== 0)
          db.run(
            "INSERT INTO tallies (class, items, objects) VALUES (?, ?, ?) ON CONFLICT (class) DO UPDATE SET " +
              "items = items + excluded.items, objects = objects + excluded.objects",
            number,
            items,
            objects,
          );
      tally.clear();
    },
  };

  function decide(rows: readonly WordRow[]): Standing {
    const words = rows.map((row): Word => ({
      seq: row.seq,
      answer: parseStored<Word["answer"]>(db, row.content),
    }));
    return standingOf(words, rule, classOf);
  }

  function recount(
    before: readonly WordRow[],
    oldSeq: number | null,
    after: readonly WordRow[],
    newSeq: number | null,
  ): void {
    if (oldSeq === newSeq) return;
    if (oldSeq !== null) tallyOf(tally, labelIn(before, oldSeq), -1);
    if (newSeq !== null) tallyOf(tally, labelIn(after, newSeq), 1);
  }

  function labelIn(rows: readonly WordRow[], seq: number): Label {
    const answer = parseStored<Answer>(db, rows.find((row) => row.seq === seq)!.content);
    if (!isLabel(answer)) throw new Error(`internal: event ${seq} stands but is no label.`);
    return mapClasses(answer, classOf);
  }
}
