/** How a project stands, in numbers. */
import type { ProjectCounts } from "../events-contract.ts";
import type { Ground } from "../ground.ts";
import type { ItemState } from "../items-contract.ts";
import { readClasses } from "./class-list.ts";

/** As `Project.counts`. */
export function counts({ db }: Ground): ProjectCounts {
  const count = (sql: string): number => db.get<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`)!.n;
  const items = count("items");
  const states: Record<ItemState, number> = { unlabelled: items, labelled: 0, skipped: 0, unsure: 0 };
  for (const { state, n } of db.all<{ state: ItemState; n: number }>(
    "SELECT state, count(*) AS n FROM standing WHERE state <> 'unlabelled' GROUP BY state",
  )) {
    states[state] = n;
    states.unlabelled -= n;
  }
  const tallies = new Map(
    db
      .all<{ class: number; items: number; objects: number }>("SELECT class, items, objects FROM tallies")
      .map((row) => [row.class, row]),
  );
  return {
    items,
    missing: items - db.get<{ n: number }>("SELECT count(DISTINCT item) AS n FROM files")!.n,
    problems: count("items WHERE problem IS NOT NULL"),
    states,
    disputed: count("standing WHERE disputed = 1"),
    classes: readClasses(db)
      .all.filter((entry) => entry.mergedInto === undefined)
      .map((entry) => ({
        class: entry.class,
        name: entry.name,
        items: tallies.get(entry.class)?.items ?? 0,
        objects: tallies.get(entry.class)?.objects ?? 0,
      })),
    events: count("events WHERE item IS NOT NULL"),
  };
}
