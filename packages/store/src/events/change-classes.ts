/** Adds, renames and merges classes, each as an event. */
import { canonicalJson } from "../database/canonical-json.ts";
import type { Database } from "../database/database.ts";
import type { ClassEvent } from "../events-contract.ts";
import type { Ground } from "../ground.ts";
import { readSettings } from "../settings.ts";
import { refused } from "../store-error.ts";
import { applyChange, type LoggedChange } from "./apply-change.ts";
import { readClasses } from "./class-list.ts";
import { insertEvent } from "./event-row.ts";
import { decideDisputedAgain, recountTallies } from "./rebuild.ts";

/** As `Project.changeClasses`. */
export function changeClasses(ground: Ground, events: readonly ClassEvent[]): number[] {
  const { db } = ground;
  return ground.write(() => {
    let merged = false;
    const numbers = events.map((event) => {
      const change = logged(db, event);
      const { isNew } = insertEvent(db, {
        id: event.id,
        kind: "class",
        item: null,
        who: event.who,
        at: event.at,
        took: null,
        source: null,
        suggestion: null,
        content: canonicalJson(change),
      });
      if (isNew) {
        checkChange(db, change);
        applyChange(db, change);
        merged ||= change.kind === "merged";
      }
      return change.class;
    });
    if (merged) {
      decideDisputedAgain(db, readSettings(ground).whoRule);
      recountTallies(db);
    }
    return numbers;
  });
}

/** The change with the number of the class: of an event that is known the one it has, else the next. */
function logged(db: Database, { id, change }: ClassEvent): LoggedChange {
  if (change.kind === "renamed") return { kind: "renamed", class: change.class, name: nameIn(change.name) };
  if (change.kind === "merged") return { kind: "merged", class: change.class, into: change.into };
  if (change.kind !== "added")
    throw refused(`A change of classes must be added, renamed or merged; got ${JSON.stringify(change)}.`);
  const known = db.get<{ content: string }>("SELECT content FROM events WHERE id = ? AND kind = 'class'", id);
  const number =
    known === undefined
      ? db.get<{ next: number }>("SELECT coalesce(max(class) + 1, 0) AS next FROM classes")!.next
      : (JSON.parse(known.content) as LoggedChange).class;
  return { kind: "added", class: number, name: nameIn(change.name) };
}

function nameIn(name: string): string {
  if (typeof name !== "string" || name.trim() === "" || /[\r\n]/.test(name))
    throw refused(`A class's name must be a line of text; got ${JSON.stringify(name)}.`);
  return name;
}

function checkChange(db: Database, change: LoggedChange): void {
  const classes = readClasses(db);
  if (change.kind !== "added") living(change.class);
  if (change.kind === "merged") {
    living(change.into);
    if (change.into === change.class)
      throw refused(`A class must be merged into another one; got class ${change.class} twice.`);
    return;
  }
  const same = classes.all.find((entry) => entry.name === change.name && entry.mergedInto === undefined);
  if (same !== undefined && same.class !== change.class)
    throw refused(
      `A class's name must be its own; class ${same.class} is called "${change.name}" too. ` +
        "Choose another name, or merge the two.",
    );

  function living(number: number): void {
    try {
      classes.checkLiving(number);
    } catch (error) {
      throw refused(`To be ${change.kind}, ${(error as Error).message}`);
    }
  }
}
