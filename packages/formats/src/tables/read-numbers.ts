/** Reads an array or a table of numbers from whichever format a file has. */
import { existsSync } from "node:fs";
import { extname } from "node:path";
import type { ArrayDescription, ReadOptions } from "../arrays/number-array.ts";
import { describeNpy, readNpy } from "../arrays/read-npy.ts";
import { describeNpz, readNpz } from "../arrays/read-npz.ts";
import type { NumberTable } from "./number-table.ts";
import { describeCsv, readCsv, readCsvText } from "./read-csv.ts";
import { describeParquet, readParquet, readParquetText } from "./read-parquet.ts";

/** A file, and which of its parts is meant: an array of an `.npz`, columns of a table. */
export interface FilePart {
  readonly path: string;
  readonly part?: string;
}

/** Takes "FILE" or "FILE#PART" apart; a file whose name has a # is taken as it stands. */
export function parseFilePart(text: string): FilePart {
  const at = text.lastIndexOf("#");
  if (at < 1 || existsSync(text)) return { path: text };
  return { path: text.slice(0, at), part: text.slice(at + 1) };
}

/** The numbers of a file by its extension: .npy, .npz, .parquet, .csv or .tsv. @throws as the format's own reader */
export async function readNumbers(from: FilePart, options: ReadOptions = {}): Promise<NumberTable> {
  const { path, part } = from;
  switch (formatOf(from)) {
    case "npy":
      return readNpy(path, options);
    case "npz":
      return readNpz(path, part, options);
    case "parquet":
      return readParquet(path, part, options);
    case "csv":
      return readCsv(path, part, options);
  }
}

/** What a file says about its numbers before they are read. @throws as `readNumbers`, as far as it looks */
export async function describeNumbers(from: FilePart): Promise<ArrayDescription> {
  const { path, part } = from;
  switch (formatOf(from)) {
    case "npy":
      return describeNpy(path);
    case "npz":
      return describeNpz(path, part);
    case "parquet":
      return describeParquet(path, part);
    case "csv":
      return describeCsv(path, part);
  }
}

/** Columns of text of a CSV or Parquet file; `places[i]` says where row i stands. @throws as the format's own reader */
export async function readText(
  path: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Promise<{ readonly columns: Readonly<Record<string, string[]>>; readonly places: string[] }> {
  switch (formatOf({ path })) {
    case "csv": {
      const { columns, lines } = await readCsvText(path, required, optional);
      return { columns, places: lines.map((line) => `line ${line}`) };
    }
    case "parquet": {
      const { columns } = await readParquetText(path, required, optional);
      return { columns, places: columns[required[0]].map((_, i) => `row ${i}`) };
    }
    default:
      throw new Error(`${path} must be a .csv, .tsv or .parquet file with named columns.`);
  }
}

function formatOf({ path, part }: FilePart): "npy" | "npz" | "parquet" | "csv" {
  const extension = extname(path).toLowerCase();
  switch (extension) {
    case ".npy":
      if (part === undefined) return "npy";
      throw new Error(`${path} holds one array and has no part "${part}": give the file alone.`);
    case ".npz":
      return "npz";
    case ".parquet":
    case ".pq":
      return "parquet";
    case ".csv":
    case ".tsv":
      return "csv";
    default:
      throw new Error(
        `${path} must be a .npy, .npz, .parquet, .csv or .tsv file; got ` +
          `${extension === "" ? "a name without extension" : `"${extension}"`}. Save it as one of these.`,
      );
  }
}
