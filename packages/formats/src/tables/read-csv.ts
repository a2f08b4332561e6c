/** Reads CSV files of numbers and of text, record by record. */
import {
  allocateNumbers,
  checkAbort,
  type ArrayDescription,
  type ReadOptions,
} from "../arrays/number-array.ts";
import { countRecords, csvRecords, type CsvRecord } from "./csv-records.ts";
import { chooseColumns, idColumn, type NumberTable } from "./number-table.ts";

/** What the first record says of a table: its columns, and whether it is a header. */
interface Layout {
  readonly hasHeader: boolean;
  readonly width: number; // cells a record
  readonly idAt: number; // -1 without
  readonly at: readonly number[]; // the places of the columns that are meant
  readonly names: readonly string[]; // theirs
}

/**
 * A table of numbers. The first record is a header unless all its cells are numbers; without a header there are no ids.
 * A column `id` names the rows; all others are taken, or those named by `columns`.
 *
 * @param columns names separated by commas, * for any characters
 * @throws naming file, line and column where a cell is not a number or a line has more or fewer cells than the first
 */
export async function readCsv(
  path: string,
  columns?: string,
  options: ReadOptions = {},
): Promise<NumberTable> {
  const records = await countRecords(path);
  let layout: Layout | undefined;
  let data = new Float32Array(0);
  const ids: string[] = [];
  let rows = 0;
  for await (const record of csvRecords(path)) {
    if (rows % 256 === 0) {
      checkAbort(options.abort);
      options.progress?.(Math.min(1, rows / records));
    }
    if (layout === undefined) {
      layout = layoutOf(path, record, columns);
      data = allocateNumbers(
        (records - Number(layout.hasHeader)) * layout.at.length,
        options.shared === true,
        path,
      ) as Float32Array<ArrayBuffer>;
      if (layout.hasHeader) continue;
    }
    checkWidth(path, record, layout.width);
    for (let j = 0; j < layout.at.length; j += 1)
      data[rows * layout.at.length + j] = numberIn(record.cells[layout.at[j]], () =>
        cellInWords(path, record, layout!.names[j]),
      );
    if (layout.idAt >= 0) ids.push(record.cells[layout.idAt]);
    rows += 1;
  }
  if (layout === undefined) throw emptyFile(path);
  options.progress?.(1);
  const { at, hasHeader, idAt, names } = layout;
  return {
    shape: [rows, at.length],
    data: data.subarray(0, rows * at.length),
    ...(hasHeader && { columns: names }),
    ...(idAt >= 0 && { ids }),
  };
}

/** The shape of a table of numbers, from its first record and its line ends. @throws as `readCsv`, as far as it looks */
export async function describeCsv(path: string, columns?: string): Promise<ArrayDescription> {
  for await (const record of csvRecords(path)) {
    const { hasHeader, at } = layoutOf(path, record, columns);
    return { shape: [(await countRecords(path)) - Number(hasHeader), at.length], holds: "text" };
  }
  throw emptyFile(path);
}

/**
 * Some columns of a CSV file as text; the first record is the header.
 *
 * @returns the columns that are there, and the line of each row
 * @throws naming the file when a required column is missing, and the line where the number of cells is wrong
 */
export async function readCsvText(
  path: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Promise<{ readonly columns: Readonly<Record<string, string[]>>; readonly lines: number[] }> {
  let header: readonly string[] | undefined;
  const columns: Record<string, string[]> = {};
  const lines: number[] = [];
  for await (const record of csvRecords(path)) {
    if (header === undefined) {
      header = record.cells.map((cell) => cell.trim());
      for (const name of [...required, ...optional]) if (header.includes(name)) columns[name] = [];
      checkColumns(path, header, required);
      continue;
    }
    checkWidth(path, record, header.length);
    for (const [name, cells] of Object.entries(columns)) cells.push(record.cells[header.indexOf(name)]);
    lines.push(record.line);
  }
  if (header === undefined) throw emptyFile(path);
  return { columns, lines };
}

function checkColumns(path: string, header: readonly string[], required: readonly string[]): void {
  const repeated = header.find((name, i) => header.indexOf(name) !== i);
  if (repeated !== undefined)
    throw new Error(`${path} must not repeat a column; "${repeated}" is there twice.`);
  const missing = required.find((name) => !header.includes(name));
  if (missing !== undefined)
    throw new Error(
      `${path} must have a column "${missing}"; its first line has ${header.map((name) => `"${name}"`).join(", ")}. ` +
        `Let its first line name the columns, one of them ${missing}.`,
    );
}

function layoutOf(path: string, { cells }: CsvRecord, columns: string | undefined): Layout {
  const hasHeader = !cells.every(isNumber);
  const header = cells.map((cell, i) => (hasHeader ? cell.trim() : String(i)));
  checkColumns(path, header, []);
  const others = header.filter((name) => name !== idColumn).map((name) => ({ name, isNumeric: true }));
  const names = chooseColumns(path, others, columns);
  return {
    hasHeader,
    width: cells.length,
    idAt: header.indexOf(idColumn),
    at: names.map((name) => header.indexOf(name)),
    names,
  };
}

function isNumber(cell: string): boolean {
  return cell.trim() !== "" && !Number.isNaN(Number(cell));
}

/** @throws when it is not a decimal number within the range of 32-bit floats */
function numberIn(cell: string, place: () => string): number {
  const value = Number(cell);
  const isPlain = /^\s*[-+.\d]/.test(cell) && !/^\s*0[xob]/i.test(cell);
  if (!isPlain || Number.isNaN(value))
    throw new Error(
      `${place()} must be a number; got "${cell}". Repair this cell, or name the columns that are meant: FILE.csv#A,B.`,
    );
  if (!Number.isFinite(Math.fround(value)))
    throw new RangeError(
      `${place()} must be at most 3.4e38, the largest 32-bit float; got ${cell.trim()}. Scale the numbers.`,
    );
  return value;
}

function checkWidth(path: string, { cells, line }: CsvRecord, width: number): void {
  if (cells.length !== width)
    throw new Error(
      `${path}, line ${line} must have ${width} cells, as the first line; got ${cells.length}. ` +
        "Repair this line; cells with a comma inside need double quotes around them.",
    );
}

function cellInWords(path: string, { line }: CsvRecord, column: string): string {
  return `${path}, line ${line}, column "${column}"`;
}

function emptyFile(path: string): Error {
  return new Error(`${path} must have at least one line; it is empty.`);
}
