/** The classes as they are now, and which class stands for which. */
import type { Database } from "../database/database.ts";
import type { ProjectClass } from "../events-contract.ts";

export interface ClassList {
  readonly all: readonly ProjectClass[];
  /** The living class that a class was merged into, itself while it lives. */
  classOf(number: number): number;
  /** @throws when the class is not there or was merged, saying what to do */
  checkLiving(number: number): void;
}

interface ClassRow {
  readonly class: number;
  readonly name: string;
  readonly merged_into: number | null;
}

export function readClasses(db: Database): ClassList {
  const rows = db.all<ClassRow>("SELECT class, name, merged_into FROM classes ORDER BY class");
  const into = new Map(rows.map((row) => [row.class, row.merged_into]));
  const names = new Map(rows.map((row) => [row.class, row.name]));
  const classOf = (number: number): number => {
    let at = number;
    for (let next = into.get(at); next !== null && next !== undefined; next = into.get(at)) at = next;
    return at;
  };
  return {
    all: rows.map((row) => {
      const entry = { class: row.class, name: row.name };
      return row.merged_into === null ? entry : { ...entry, mergedInto: classOf(row.class) };
    }),
    classOf,
    checkLiving(number) {
      if (!into.has(number)) {
        const living = rows.filter((row) => row.merged_into === null);
        throw new RangeError(
          `class ${String(number)} must be one of the project's: ` +
            `${living.map((row) => `${row.class} (${row.name})`).join(", ") || "it has none yet"}. ` +
            "Add the class first.",
        );
      }
      const heir = classOf(number);
      if (heir !== number)
        throw new RangeError(
          `class ${number} (${names.get(number)}) was merged into ${heir} (${names.get(heir)}): use that one.`,
        );
    },
  };
}
