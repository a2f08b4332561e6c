/** Tables of numbers with the ids of their rows, as CSV and Parquet files hold them. */
import type { NumberArray } from "../arrays/number-array.ts";

export interface NumberTable extends NumberArray {
  /** The text of the column `id`, where there is one. */
  readonly ids?: readonly string[];
  /** The names of the columns, where each column has its own. */
  readonly columns?: readonly string[];
}

/** The column that names rows. */
export const idColumn = "id";

/** Columns that hold numbers without being features; they are taken only when they are named. */
const otherThanFeatures = ["label", "class", "target"];

/**
 * Which columns of numbers are meant.
 *
 * @param columns all columns but the one of ids, with whether they hold numbers
 * @param wanted names separated by commas, where * stands for any characters; all columns unless given
 * @throws naming the columns that are in doubt or missing, and what to write instead
 */
export function chooseColumns(
  path: string,
  columns: readonly { readonly name: string; readonly isNumeric: boolean }[],
  wanted: string | undefined,
): string[] {
  if (wanted === undefined) {
    const doubtful = columns.find(({ name, isNumeric }) => !isNumeric || otherThanFeatures.includes(name));
    if (columns.length === 0) throw new Error(`${path} must have a column of numbers; it has none.`);
    if (doubtful !== undefined)
      throw new Error(
        `${path} must have only columns of numbers beside "${idColumn}"; it has "${doubtful.name}". ` +
          `Name the columns that are meant, * for any characters: "${path}#${suggestion(columns)}".`,
      );
    return columns.map(({ name }) => name);
  }
  return wanted.split(",").flatMap((pattern) => {
    const matching = columns.filter(({ name }) => matches(name, pattern));
    if (matching.length === 0)
      throw new Error(
        `${path} has no column "${pattern}"; it has ${columns.map(({ name }) => name).join(", ")}.`,
      );
    const text = matching.find(({ isNumeric }) => !isNumeric);
    if (text !== undefined)
      throw new Error(`The column "${text.name}" of ${path} must hold numbers; it does not.`);
    return matching.map(({ name }) => name);
  });
}

function matches(name: string, pattern: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "s").test(name);
}

function suggestion(columns: readonly { readonly name: string; readonly isNumeric: boolean }[]): string {
  const plain = columns.filter(({ name, isNumeric }) => isNumeric && !otherThanFeatures.includes(name));
  if (plain.length <= 1) return plain[0]?.name ?? "NAME";
  const stem = /^(.*?)\d+$/.exec(plain[0].name)?.[1];
  if (stem !== undefined && stem !== "" && plain.every(({ name }) => name.startsWith(stem)))
    return `${stem}*`;
  return plain.length <= 4 ? plain.map(({ name }) => name).join(",") : `${plain[0].name},${plain[1].name},…`;
}
