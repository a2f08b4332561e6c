/** Writes tables of text and numbers as Parquet files. */
import { parquetWriteBuffer } from "hyparquet-writer";
import { writeWholeFile } from "../arrays/write-whole-file.ts";

export interface TableColumn {
  readonly name: string;
  readonly data: readonly string[] | Float32Array;
}

export const ROW_GROUP = 10_000; // rows: a reader holds one group decoded

/**
 * Writes columns of text and of 32-bit floats, whole or not at all, compressed with Snappy. The file is put together in
 * memory.
 *
 * @throws when two columns have one name, or not all have as many rows
 */
export async function writeParquetTable(path: string, columns: readonly TableColumn[]): Promise<void> {
  const [{ data: first }] = columns;
  checkNames(
    path,
    columns.map(({ name }) => name),
  );
  const other = columns.find(({ data }) => data.length !== first.length);
  if (other !== undefined)
    throw new RangeError(
      `All columns of ${path} must have as many rows; "${columns[0].name}" has ${first.length} and "${other.name}" ${other.data.length}.`,
    );
  const bytes = parquetWriteBuffer({
    columnData: columns.map(({ name, data }) => ({
      name,
      data: data instanceof Float32Array ? data : [...data],
    })),
    schema: [
      { name: "root", num_children: columns.length },
      ...columns.map(({ name, data }) =>
        data instanceof Float32Array
          ? ({ name, type: "FLOAT", repetition_type: "REQUIRED" } as const)
          : ({ name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" } as const),
      ),
    ],
    rowGroupSize: ROW_GROUP,
  });
  await writeWholeFile(path, [new Uint8Array(bytes)]);
}

/** @throws when a name comes twice */
export function checkNames(path: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new RangeError(
      `Each column of ${path} must have its own name; "${twice}" comes twice: rename one.`,
    );
}
