/** The exam and the rounds, as the loop says they are. */
import { canonicalJson } from "../database/canonical-json.ts";
import type { Ground } from "../ground.ts";
import type { ItemState } from "../items-contract.ts";
import type { Json } from "../json.ts";
import type { ExamItem, NewRound, NewRoundItem, Round, RoundItem, RoundRole } from "../rounds-contract.ts";
import { refused } from "../store-error.ts";

/** As `Project.addToExam`. */
export function addToExam(ground: Ground, items: readonly ExamItem[]): void {
  const { db } = ground;
  ground.write(() => {
    for (const { item, rank } of items) {
      checkItem(ground, item, "The exam");
      if (
        db.run("INSERT INTO exam (item, rank) VALUES (?, ?) ON CONFLICT DO NOTHING", item, rank).changes === 0
      )
        throw refused(`The exam must hold an item and a rank once; item ${item} or rank ${rank} is there.`);
    }
  });
}

/** As `Project.exam`. */
export function exam({ db }: Ground): (ExamItem & { readonly id: string })[] {
  return db
    .all<ExamItem & { id: string }>(
      "SELECT x.item, x.rank, i.id FROM exam x JOIN items i ON i.item = x.item ORDER BY x.rank",
    )
    .map((row) => ({ ...row }));
}

/** As `Project.addRound`. */
export function addRound(ground: Ground, round: NewRound, items: readonly NewRoundItem[]): void {
  const { number, state, strategy, params, seed, at, record } = round;
  ground.write(() => {
    const { changes } = ground.db.run(
      "INSERT INTO rounds (number, state, strategy, params, seed, record, at, changed_at) " +
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO NOTHING",
      number,
      state,
      strategy,
      canonicalJson(params),
      seed,
      canonicalJson(record ?? null),
      at,
      at,
    );
    if (changes === 0) throw refused(`A round's number must be its own; round ${number} is there already.`);
    addRoundItems(ground, number, items);
  });
}

/** As `Project.addRoundItems`. */
export function addRoundItems(ground: Ground, round: number, items: readonly NewRoundItem[]): void {
  const { db } = ground;
  ground.write(() => {
    if (db.get("SELECT 1 FROM rounds WHERE number = ?", round) === undefined)
      throw refused(`Items must be added to a round that is there; there is no round ${round}.`);
    for (const { item, rank, role, score, why } of items) {
      checkItem(ground, item, `Round ${round}`);
      const { changes } = db.run(
        "INSERT INTO round_items (round, item, rank, role, score, why) VALUES (?, ?, ?, ?, ?, ?) " +
          "ON CONFLICT DO NOTHING",
        round,
        item,
        rank,
        role,
        score ?? null,
        why === undefined ? null : canonicalJson(why),
      );
      if (changes === 0)
        throw refused(
          `Round ${round} must hold an item and a rank once; item ${item} or rank ${rank} is there.`,
        );
    }
  });
}

/** As `Project.moveRound`. */
export function moveRound(
  ground: Ground,
  number: number,
  from: string,
  to: string,
  at: number,
  record?: Json,
): boolean {
  return ground.write(() => {
    const { changes } = ground.db.run(
      "UPDATE rounds SET state = ?, changed_at = ?, record = coalesce(?, record) WHERE number = ? AND state = ?",
      to,
      at,
      record === undefined ? null : canonicalJson(record),
      number,
      from,
    );
    return changes === 1;
  });
}

interface RoundRow extends Omit<Round, "params" | "record" | "changedAt"> {
  readonly params: string;
  readonly record: string;
  readonly changed_at: number;
}

/** As `Project.rounds`. */
export function rounds({ db }: Ground): Round[] {
  return db.all<RoundRow>("SELECT * FROM rounds ORDER BY number").map(toRound);
}

/** As `Project.round`. */
export function round({ db }: Ground, number: number): Round | undefined {
  const row = db.get<RoundRow>("SELECT * FROM rounds WHERE number = ?", number);
  return row === undefined ? undefined : toRound(row);
}

/** As `Project.roundItems`. */
export function roundItems({ db }: Ground, round: number): RoundItem[] {
  return db
    .all<{
      item: number;
      id: string;
      rank: number;
      role: RoundRole;
      score: number | null;
      why: string | null;
      state: ItemState | null;
      changed: number | null;
    }>(
      "SELECT r.item, i.id, r.rank, r.role, r.score, r.why, s.state, s.changed FROM round_items r " +
        "JOIN items i ON i.item = r.item LEFT JOIN standing s ON s.item = r.item WHERE r.round = ? ORDER BY r.rank",
      round,
    )
    .map((row) => ({
      round,
      item: row.item,
      id: row.id,
      rank: row.rank,
      role: row.role,
      ...(row.score === null ? {} : { score: row.score }),
      ...(row.why === null ? {} : { why: JSON.parse(row.why) as Json }),
      state: row.state ?? "unlabelled",
      ...(row.changed === null ? {} : { lastSeq: row.changed }),
    }));
}

function toRound({ params, record, changed_at, ...row }: RoundRow): Round {
  return { ...row, params: JSON.parse(params), record: JSON.parse(record), changedAt: changed_at };
}

function checkItem({ db }: Ground, item: number, what: string): void {
  if (db.get("SELECT 1 FROM items WHERE item = ?", item) === undefined)
    throw refused(`${what} must hold items of the project; there is no item ${String(item)}.`);
}
