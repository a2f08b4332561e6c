/** Writes CSV files. Source: RFC 4180, with line feeds alone. */
import { writeWholeFile } from "../arrays/write-whole-file.ts";

/** Writes a header and rows, whole or not at all. Numbers are written so that reading them gives the same number. */
export async function writeCsv(
  path: string,
  header: readonly string[],
  rows: Iterable<readonly (string | number)[]>,
): Promise<void> {
  await writeWholeFile(path, csvLines(header, rows));
}

/** The lines of a CSV file. @throws when a row has more or fewer cells than the header */
export function* csvLines(
  header: readonly string[],
  rows: Iterable<readonly (string | number)[]>,
): Generator<string> {
  yield csvLine(header);
  for (const row of rows) {
    if (row.length !== header.length)
      throw new RangeError(`A row must have the header's ${header.length} cells; got ${row.length}.`);
    yield csvLine(row);
  }
}

/** One line of a CSV file, with its end. */
export function csvLine(cells: readonly (string | number)[]): string {
  const written = cells.map((cell) => {
    const text = String(cell);
    return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  // one empty cell alone would be an empty line, which readers leave out
  return written.length === 1 && written[0] === "" ? '""\n' : `${written.join(",")}\n`;
}
