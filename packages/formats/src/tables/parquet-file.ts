/** Opens Parquet files and says which columns they have. */
import { open } from "node:fs/promises";
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type AsyncBuffer,
  type DecodedArray,
  type FileMetaData,
  type SchemaTree,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";

export interface ParquetFile {
  readonly path: string;
  readonly rows: number;
  readonly groups: readonly number[]; // rows of each row group
  readonly columns: readonly ParquetColumn[];
  /** The values of a column in one row group. */
  read(column: string, group: number): Promise<DecodedArray[]>;
}

export interface ParquetColumn {
  readonly name: string;
  readonly kind: "number" | "numbers" | "other"; // "numbers": a list of numbers a row
  /** For lists the numbers a row on average, which is their length when all are equally long. */
  readonly length: number;
}

/** @throws when it is no Parquet file, or its metadata cannot be read */
export async function openParquet(path: string): Promise<ParquetFile> {
  await refuseFolder(path);
  const file = await asyncBufferFromFile(path);
  const metadata = await metadataOf(path, file);
  const rows = Number(metadata.num_rows);
  const groups = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  const starts = groups.map((_, group) => groups.slice(0, group).reduce((a, b) => a + b, 0));
  return {
    path,
    rows,
    groups,
    columns: parquetSchema(metadata).children.map((tree) => columnOf(tree, metadata, rows)),
    async read(column, group) {
      const parts: DecodedArray[] = [];
      const range = { rowStart: starts[group], rowEnd: starts[group] + groups[group] };
      try {
        await parquetRead({
          file,
          metadata,
          compressors,
          columns: [column],
          ...range,
          onChunk: ({ columnData }) => parts.push(columnData),
        });
      } catch (cause) {
        throw new Error(
          `${path}, column "${column}" cannot be read: ${(cause as Error).message}. Write or copy the file again.`,
          { cause },
        );
      }
      return parts;
    },
  };
}

async function refuseFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  const isFolder = (await handle.stat()).isDirectory();
  await handle.close();
  if (isFolder) throw new Error(`${path} is a folder: give one Parquet file.`);
}

async function metadataOf(path: string, file: AsyncBuffer): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(file);
  } catch (cause) {
    throw new Error(
      `${path} must be a Parquet file; it is truncated or something else (${(cause as Error).message}). ` +
        "Write or copy it again.",
      { cause },
    );
  }
}

function columnOf(tree: SchemaTree, metadata: FileMetaData, rows: number): ParquetColumn {
  const { name } = tree.element;
  if (tree.children.length === 0) {
    const kind = !isNumeric(tree)
      ? "other"
      : tree.element.repetition_type === "REPEATED"
        ? "numbers"
        : "number";
    return { name, kind, length: kind === "numbers" ? valuesOf(tree.path, metadata) / rows : 1 };
  }
  const leaf = listElement(tree);
  if (leaf === undefined || !isNumeric(leaf)) return { name, kind: "other", length: 0 };
  return { name, kind: "numbers", length: valuesOf(leaf.path, metadata) / rows };
}

/** The element of a list: a group with one repeated group with one leaf (or the leaf repeated itself). */
function listElement(tree: SchemaTree): SchemaTree | undefined {
  const isList = tree.element.converted_type === "LIST" || tree.element.logical_type?.type === "LIST";
  if (!isList || tree.children.length !== 1) return undefined;
  const [repeated] = tree.children;
  const leaf = repeated.children.length === 0 ? repeated : repeated.children[0];
  return repeated.children.length <= 1 && leaf.children.length === 0 ? leaf : undefined;
}

function isNumeric({ element }: SchemaTree): boolean {
  if (element.logical_type?.type === "FLOAT16") return true;
  const isTime = /^(DATE|TIME|TIMESTAMP|INTERVAL)/;
  if (isTime.test(element.converted_type ?? "") || isTime.test(element.logical_type?.type ?? ""))
    return false;
  return ["BOOLEAN", "INT32", "INT64", "FLOAT", "DOUBLE"].includes(element.type ?? "");
}

function valuesOf(path: readonly string[], metadata: FileMetaData): number {
  let sum = 0;
  for (const { columns } of metadata.row_groups)
    for (const { meta_data } of columns)
      if (meta_data?.path_in_schema.join(".") === path.join(".")) sum += Number(meta_data.num_values);
  return sum;
}
