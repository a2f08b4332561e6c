/** Reads numbers and text from Parquet files, one row group after the other. */
import {
  allocateNumbers,
  checkAbort,
  type ArrayDescription,
  type ReadOptions,
} from "../arrays/number-array.ts";
import { chooseColumns, idColumn, type NumberTable } from "./number-table.ts";
import { openParquet, type ParquetColumn, type ParquetFile } from "./parquet-file.ts";

/**
 * A table of numbers: the one column of lists, all of one length, or the columns of numbers side by side. A column `id`
 * names the rows. While it reads, the values of one column of one row group are held beside the result.
 *
 * @param columns names separated by commas, * for any characters; unless given, the column of lists if there is one,
 *   and otherwise all columns of numbers
 * @throws naming file, row and column where a value is missing, is no number, or a list is longer than the others
 */
export async function readParquet(
  path: string,
  columns?: string,
  options: ReadOptions = {},
): Promise<NumberTable> {
  const file = await openParquet(path);
  const chosen = chosenOf(file, columns);
  const width = widthOf(file, chosen);
  const data = allocateNumbers(file.rows * width, options.shared === true, path);
  const ids: string[] = [];
  const isList = chosen[0].kind === "numbers";
  let start = 0;
  for (const [group, rows] of file.groups.entries()) {
    for (const [j, { name }] of chosen.entries()) {
      checkAbort(options.abort);
      options.progress?.((start + (rows * j) / chosen.length) / file.rows);
      let row = start;
      for (const part of await file.read(name, group))
        for (const value of part) {
          if (isList) putList(value, data, row, width, () => place(path, name, row));
          else data[row * width + j] = numberOf(value, () => place(path, name, row));
          row += 1;
        }
    }
    if (file.columns.some(({ name }) => name === idColumn))
      for (const part of await file.read(idColumn, group)) for (const value of part) ids.push(textOf(value));
    start += rows;
  }
  options.progress?.(1);
  return {
    shape: [file.rows, width],
    data,
    ...(!isList && { columns: chosen.map(({ name }) => name) }),
    ...(ids.length > 0 && { ids }),
  };
}

/** The shape of a table of numbers, from the metadata. @throws as `readParquet`, as far as it looks */
export async function describeParquet(path: string, columns?: string): Promise<ArrayDescription> {
  const file = await openParquet(path);
  return { shape: [file.rows, widthOf(file, chosenOf(file, columns))], holds: "columns" };
}

/** Some columns of a Parquet file as text. @throws naming the file when a required column is missing */
export async function readParquetText(
  path: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Promise<{ readonly columns: Readonly<Record<string, string[]>> }> {
  const file = await openParquet(path);
  const names = file.columns.map(({ name }) => name);
  const missing = required.find((name) => !names.includes(name));
  if (missing !== undefined)
    throw new Error(`${path} must have a column "${missing}"; it has ${names.join(", ")}.`);
  const columns: Record<string, string[]> = {};
  for (const name of [...required, ...optional]) {
    if (!names.includes(name)) continue;
    columns[name] = [];
    for (const group of file.groups.keys())
      for (const part of await file.read(name, group))
        for (const value of part) columns[name].push(textOf(value));
  }
  return { columns };
}

function chosenOf({ path, columns }: ParquetFile, wanted: string | undefined): ParquetColumn[] {
  const others = columns.filter(({ name }) => name !== idColumn);
  const lists = others.filter(({ kind }) => kind === "numbers");
  if (wanted === undefined && lists.length === 1) return lists;
  if (wanted === undefined && lists.length > 1)
    throw new Error(
      `${path} has several columns of lists: ${lists.map(({ name }) => name).join(", ")}. ` +
        `Name the one that is meant: ${path}#${lists[0].name}.`,
    );
  const named = others.map(({ name, kind }) => ({ name, isNumeric: kind !== "other" }));
  const chosen = chooseColumns(path, named, wanted).map((name) => others.find((one) => one.name === name)!);
  if (chosen.length > 1 && chosen.some(({ kind }) => kind === "numbers"))
    throw new Error(
      `${path}: give one column of lists or several of single numbers; got ${chosen.map(({ name }) => name).join(", ")}.`,
    );
  return chosen;
}

function widthOf({ path, rows }: ParquetFile, chosen: readonly ParquetColumn[]): number {
  const [{ name, kind, length }] = chosen;
  if (kind !== "numbers") return chosen.length;
  if (rows === 0) throw new Error(`${path} must have at least one row; it has none.`);
  if (!Number.isInteger(length))
    throw new Error(
      `The lists in column "${name}" of ${path} must all have one length; they have ${length.toFixed(2)} numbers a row ` +
        "on average. Leave out the rows that differ.",
    );
  return length;
}

function putList(value: unknown, data: Float32Array, row: number, width: number, place: () => string): void {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  const list = value as ArrayLike<unknown>;
  if (!isList || list.length !== width)
    throw new Error(
      `${place()} must be a list of ${width} numbers; got ${isList ? `one of ${list.length}` : "none"}. ` +
        "Repair this row or leave it out.",
    );
  for (let j = 0; j < width; j += 1)
    data[row * width + j] = numberOf(list[j], () => `${place()}, element ${j}`);
}

function numberOf(value: unknown, place: () => string): number {
  const number =
    typeof value === "number"
      ? value
      : typeof value === "bigint" || typeof value === "boolean"
        ? Number(value)
        : null;
  if (number === null)
    throw new Error(
      `${place()} must be a number; got ${value == null ? "nothing" : textOf(value)}. Repair this row.`,
    );
  if (Number.isFinite(number) && !Number.isFinite(Math.fround(number)))
    throw new RangeError(
      `${place()} must be at most 3.4e38, the largest 32-bit float; got ${number}. Scale the numbers.`,
    );
  return number;
}

/** Missing values become empty text, as in CSV. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return value instanceof Date ? value.toISOString() : String(value as string | number | bigint | boolean);
}

function place(path: string, column: string, row: number): string {
  return `${path}, row ${row}, column "${column}"`;
}
