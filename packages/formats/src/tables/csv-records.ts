/** The records of a CSV file, one after the other. Source: RFC 4180; a tab separates in files named `.tsv`. */
import { createReadStream } from "node:fs";
import { parse, type Info } from "csv-parse";

export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number; // where it ends in the file, counted from 1
}

/** Records as they stand, the header among them; empty lines are left out. @throws naming file and line */
export async function* csvRecords(path: string): AsyncGenerator<CsvRecord> {
  const input = createReadStream(path, { highWaterMark: 1 << 18 });
  const delimiter = path.endsWith(".tsv") ? "\t" : ",";
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  input.once("error", (error) => parser.destroy(error));
  input.pipe(parser);
  try {
    for await (const entry of parser) {
      const { record, info } = entry as { record: string[]; info: Info };
      yield { cells: record, line: info.lines };
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall !== undefined) throw cause; // the file itself cannot be read
    throw new Error(`${path} is no sound CSV file: ${(cause as Error).message}.`, { cause });
  } finally {
    input.destroy();
    parser.destroy();
  }
}

/** How many records a CSV file has, told from its line ends outside quotes; empty lines do not count. */
export async function countRecords(path: string): Promise<number> {
  const [quote, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d];
  let count = 0;
  let isQuoted = false;
  let isEmpty = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>) {
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i];
      if (byte === lineFeed && !isQuoted) {
        if (!isEmpty) count += 1;
        isEmpty = true;
        continue;
      }
      if (byte === quote) isQuoted = !isQuoted;
      if (byte !== carriageReturn) isEmpty = false;
    }
  }
  return isEmpty ? count : count + 1;
}
