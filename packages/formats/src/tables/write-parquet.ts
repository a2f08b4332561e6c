/** Writes tables of numbers as Parquet files. */
import type { Matrix } from "@querent/core";
import { parquetWriteBuffer } from "hyparquet-writer";
import { writeWholeFile } from "../arrays/write-whole-file.ts";
import { idColumn } from "./number-table.ts";

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
  const names = [
    ...(ids === undefined ? [] : [idColumn]),
    ...(typeof columns === "string" ? [columns] : columns),
  ];
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new RangeError(
      `Each column of ${path} must have its own name; "${twice}" comes twice: rename one.`,
    );
  const idData = ids === undefined ? [] : [{ name: idColumn, data: [...ids] }];
  const idSchema = idData.map(
    ({ name }) =>
      ({ name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" }) as const,
  );
  const rowGroupSize = 10_000; // a reader holds one group decoded
  if (typeof columns !== "string") {
    const columnData = columns.map((name, j) => ({
      name,
      data: Float32Array.from({ length: rows }, (_, i) => data[i * cols + j]),
    }));
    const schema = columns.map((name) => ({ name, type: "FLOAT", repetition_type: "REQUIRED" }) as const);
    const root = { name: "root", num_children: idData.length + cols } as const;
    const bytes = parquetWriteBuffer({
      columnData: [...idData, ...columnData],
      schema: [root, ...idSchema, ...schema],
      rowGroupSize,
    });
    return writeWholeFile(path, [new Uint8Array(bytes)]);
  }
  const lists = Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * cols, (i + 1) * cols)));
  const bytes = parquetWriteBuffer({
    columnData: [...idData, { name: columns, data: lists }],
    schema: [
      { name: "root", num_children: idData.length + 1 },
      ...idSchema,
      { name: columns, num_children: 1, converted_type: "LIST", repetition_type: "REQUIRED" },
      { name: "list", num_children: 1, repetition_type: "REPEATED" },
      { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
    ],
    rowGroupSize,
  });
  return writeWholeFile(path, [new Uint8Array(bytes)]);
}
