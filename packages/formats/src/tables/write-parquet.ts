/** Writes tables of numbers as Parquet files. */
import type { Matrix } from "@querent/core";
import { parquetWriteBuffer } from "hyparquet-writer";
import { writeWholeFile } from "../arrays/write-whole-file.ts";
import { idColumn } from "./number-table.ts";
import { checkNames, ROW_GROUP, writeParquetTable } from "./write-parquet-table.ts";

/**
 * Writes a matrix with one column of lists called `columns`, or with one column a dimension when `columns` names them;
 * whole or not at all, compressed with Snappy. The file is put together in memory.
 *
 * @throws when ids or names do not fit the matrix, or two columns have one name
 */
export async function writeParquet(
  path: string,
  { rows, cols, data }: Matrix,
  { columns, ids }: { readonly columns: string | readonly string[]; readonly ids?: readonly string[] },
): Promise<void> {
  if ((ids !== undefined && ids.length !== rows) || (typeof columns !== "string" && columns.length !== cols))
    throw new RangeError(
      `A Parquet table of ${rows} x ${cols} must have ${rows} ids and ${cols} names of columns; got ` +
        `${ids?.length ?? 0} and ${columns.length}.`,
    );
  const idColumns = ids === undefined ? [] : [{ name: idColumn, data: ids }];
  if (typeof columns !== "string")
    return writeParquetTable(path, [
      ...idColumns,
      ...columns.map((name, j) => ({
        name,
        data: Float32Array.from({ length: rows }, (_, i) => data[i * cols + j]),
      })),
    ]);
  checkNames(path, [...idColumns.map(({ name }) => name), columns]);
  const lists = Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * cols, (i + 1) * cols)));
  const bytes = parquetWriteBuffer({
    columnData: [
      ...idColumns.map(({ name, data: texts }) => ({ name, data: [...texts] })),
      { name: columns, data: lists },
    ],
    schema: [
      { name: "root", num_children: idColumns.length + 1 },
      ...idColumns.map(
        ({ name }) =>
          ({ name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" }) as const,
      ),
      { name: columns, num_children: 1, converted_type: "LIST", repetition_type: "REQUIRED" },
      { name: "list", num_children: 1, repetition_type: "REPEATED" },
      { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
    ],
    rowGroupSize: ROW_GROUP,
  });
  return writeWholeFile(path, [new Uint8Array(bytes)]);
}
