/** The items that are labelled already, and their classes. */
import { readText } from "@querent/formats";

/** A file of labelled items as it stands. */
export interface LabelledFile {
  readonly given: string;
  readonly ids: readonly string[];
  readonly labels?: readonly string[];
  readonly places: readonly string[]; // where each row stands, in words
}

export interface Labelled {
  readonly rows: Int32Array;
  /** (items), a class's number at labelled rows, -1 elsewhere; absent when the file has no labels. */
  readonly labels?: Int32Array;
  /** The names of the classes in the order of their numbers, where labels are names. */
  readonly classes?: readonly string[];
}

/** Reads the columns `id` and, if it is there, `label`. */
export async function readLabelledFile(given: string): Promise<LabelledFile> {
  const { columns, places } = await readText(given, ["id"], ["label"]);
  return { given, ids: columns.id, labels: columns.label, places };
}

/**
 * The rows of the labelled items and the numbers of their classes. Labels that are all whole numbers are those numbers;
 * others are names, numbered in the order of `classes`, or alphabetically where no order is given and none is needed.
 *
 * @param ids of all items
 * @param classes their names in order, from --classes or from the columns of the probabilities
 * @param columns how many classes the probabilities have, if there are any
 * @throws naming file and line where an id is unknown, repeated, or a label is empty or unknown
 */
export function resolveLabelled(
  file: LabelledFile,
  ids: readonly string[],
  { hasIds, classes, columns }: { hasIds: boolean; classes?: readonly string[]; columns?: number },
): Labelled {
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const seen = new Map<number, number>();
  const rows = Int32Array.from(file.ids, (id, i) => {
    const row = rowOf.get(id.trim()) ?? rowOf.get(id);
    if (row === undefined) throw unknownId(file, i, ids, rowOf, hasIds);
    const before = seen.get(row);
    if (before !== undefined)
      throw new Error(
        `${file.given}, ${file.places[i]}: an item must be labelled once; "${id}" stands in ${file.places[before]} ` +
          "too. Keep one of them.",
      );
    seen.set(row, i);
    return row;
  });
  if (file.labels === undefined) return { rows };
  const { numbers, names } = numberLabels(file, file.labels, classes, columns);
  const labels = new Int32Array(ids.length).fill(-1);
  rows.forEach((row, i) => (labels[row] = numbers[i]));
  return { rows, labels, ...(names !== undefined && { classes: names }) };
}

function unknownId(
  file: LabelledFile,
  at: number,
  ids: readonly string[],
  rowOf: ReadonlyMap<string, number>,
  hasIds: boolean,
): Error {
  const unknown = file.ids.filter((id) => !rowOf.has(id) && !rowOf.has(id.trim())).length;
  const many = unknown === 1 ? "it is the only one" : `${unknown} of its ${file.ids.length} ids are`;
  const known = hasIds
    ? `an id of the pool, such as "${ids[0]}"`
    : `a row number in [0, ${ids.length - 1}], since no ids were given`;
  return new Error(
    `${file.given}, ${file.places[at]}: "${file.ids[at]}" must be ${known}; ${many} unknown. ` +
      `Correct ${unknown === 1 ? "it" : "them"}, or ${hasIds ? "add these items to the pool" : "give the ids: --ids I.csv"}.`,
  );
}

function numberLabels(
  { given, places }: LabelledFile,
  labels: readonly string[],
  classes: readonly string[] | undefined,
  columns: number | undefined,
): { numbers: number[]; names?: readonly string[] } {
  const empty = labels.findIndex((label) => label.trim() === "");
  if (empty >= 0)
    throw new Error(
      `${given}, ${places[empty]}: a label must not be empty. Give the class, or leave the column out.`,
    );
  if (classes === undefined && labels.every((label) => /^\d{1,9}$/.test(label.trim()))) {
    const numbers = labels.map(Number);
    const beyond = columns === undefined ? -1 : numbers.findIndex((label) => label >= columns);
    if (beyond >= 0)
      throw new Error(
        `${given}, ${places[beyond]}: a label must be the number of one of the ${columns} classes of the ` +
          `probabilities, counted from 0; got ${numbers[beyond]}.`,
      );
    return { numbers };
  }
  const names = classes ?? [...new Set(labels.map((label) => label.trim()))].sort(byCodeUnits);
  if (classes === undefined && columns !== undefined && names.length !== columns)
    throw new Error(
      `${given} has ${names.length} classes by name and the probabilities have ${columns} columns: ` +
        "say which column is which with --classes A,B,C.",
    );
  const numberOf = new Map(names.map((name, i) => [name, i]));
  const numbers = labels.map((label, i) => {
    const number = numberOf.get(label.trim());
    if (number === undefined)
      throw new Error(
        `${given}, ${places[i]}: a label must be one of ${names.join(", ")}; got "${label}". Correct it, or the classes.`,
      );
    return number;
  });
  return { numbers, names };
}

/** An order that does not depend on the machine's language. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
