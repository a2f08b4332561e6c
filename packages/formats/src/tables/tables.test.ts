/** CSV and Parquet: files of pyarrow, round trips, and files that are not as they must be. */
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { matrix } from "@querent/core";
import * as outside from "../../test/outside-arrays.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { describeCsv, readCsv, readCsvText } from "./read-csv.ts";
import { describeNumbers, parseFilePart, readNumbers, readText } from "./read-numbers.ts";
import { describeParquet, readParquet, readParquetText } from "./read-parquet.ts";
import { writeCsv } from "./write-csv.ts";
import { writeParquetTable } from "./write-parquet-table.ts";
import { writeParquet } from "./write-parquet.ts";

const fileOf = (name: string, content: string | Uint8Array): string =>
  join(temporaryFolder("files", { [name]: content }), name);
const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, "base64");

test("a table with a header and ids", async () => {
  const path = fileOf("e.csv", '\ufeffid,x0,x1\r\n"a,1",1.5,-2e-3\r\n\r\nb," 3 ",+4\r\n');
  const read = await readCsv(path);
  expect(read).toEqual({
    shape: [2, 2],
    data: Float32Array.of(1.5, -2e-3, 3, 4),
    columns: ["x0", "x1"],
    ids: ["a,1", "b"],
  });
  expect(await describeCsv(path)).toEqual({ shape: [2, 2], holds: "text" });
});

test("a table of numbers alone has no header; tabs separate in a .tsv", async () => {
  expect(await readCsv(fileOf("e.csv", "1,2\n3,4"))).toEqual({
    shape: [2, 2],
    data: Float32Array.of(1, 2, 3, 4),
  });
  expect(await readCsv(fileOf("e.tsv", "a\tb\n3\t4\n"))).toMatchObject({
    shape: [1, 2],
    columns: ["a", "b"],
  });
});

test("columns are chosen by name, with * for any characters", async () => {
  const path = fileOf("e.csv", "path,f0,label,f1,id\np,1,2,3,i\n");
  expect(await readCsv(path, "f*")).toEqual({
    shape: [1, 2],
    data: Float32Array.of(1, 3),
    columns: ["f0", "f1"],
    ids: ["i"],
  });
  expect((await readCsv(path, "label")).data[0]).toBe(2);
  await expect(readCsv(path, "g*")).rejects.toThrow(/has no column "g\*"; it has path, f0, label, f1/);
  await expect(readCsv(path)).rejects.toThrow(
    /only columns of numbers beside "id"; it has "label"\. Name the columns that are meant.*e\.csv#path,f0,f1"/,
  );
});

test("text and numbers side by side in a Parquet file", async () => {
  const path = join(temporaryFolder("table", {}), "t.parquet");
  const id = Array.from({ length: 10_001 }, (_, i) => `images/${i} ü.png`);
  const p = Float32Array.from(id, (_, i) => i / 7);
  await writeParquetTable(path, [
    { name: "id", data: id },
    { name: "label", data: id.map((_, i) => (i % 2 === 0 ? "cat" : "")) },
    { name: "p", data: p },
  ]);
  expect(await readParquet(path, "p")).toEqual({ shape: [10_001, 1], data: p, columns: ["p"], ids: id });
  expect((await readParquetText(path, ["label"])).columns.label.slice(0, 3)).toEqual(["cat", "", "cat"]);
  const twice = [
    { name: "p", data: p },
    { name: "p", data: p },
  ];
  await expect(writeParquetTable(path, twice)).rejects.toThrow(/must have its own name; "p" comes twice/);
  const uneven = [
    { name: "p", data: p },
    { name: "q", data: ["a"] },
  ];
  await expect(writeParquetTable(path, uneven)).rejects.toThrow(/"p" has 10001 and "q" 1/);
});

const unsound: [string, string, RegExp][] = [
  ["a word", "id,x\na,1\nb,two\n", /e\.csv, line 3, column "x" must be a number; got "two"/],
  ["an empty cell", "x,y\n1,\n", /line 2, column "y" must be a number; got ""/],
  ["nan", "x,y\n1,nan\n", /line 2, column "y" must be a number; got "nan"/],
  ["a hexadecimal", "x,y\n1,0x10\n", /must be a number; got "0x10"/],
  ["a number too large", "x\n1e39\n", /line 2, column "x" must be at most 3\.4e38.*got 1e39/],
  ["a short line", "x,y\n1,2\n3\n", /line 3 must have 2 cells, as the first line; got 1/],
  ["a long line", "x,y\n1,2,3\n", /line 2 must have 2 cells.*got 3/],
  ["a column twice", "x,x\n1,2\n", /must not repeat a column; "x" is there twice/],
  ["nothing", "", /must have at least one line; it is empty/],
  ["an open quote", 'x\n"1\n', /no sound CSV file/],
  ["only ids", "id\na\n", /must have a column of numbers; it has none/],
];

test.each(unsound)("a CSV file with %s is refused with its place", async (_, content, words) => {
  await expect(readCsv(fileOf("e.csv", content))).rejects.toThrow(words);
});

test("columns of text", async () => {
  const path = fileOf("l.csv", "label,id,more\ncat,007,x\n,008,y\n");
  expect(await readCsvText(path, ["id"], ["label", "weight"])).toEqual({
    columns: { id: ["007", "008"], label: ["cat", ""] },
    lines: [2, 3],
  });
  await expect(readCsvText(path, ["name"])).rejects.toThrow(
    /must have a column "name"; its first line has "label", "id", "more"/,
  );
});

test("what is written as CSV is read again, whatever the ids and numbers", async () => {
  const folder = temporaryFolder("round", {});
  const ids = fc.string({ unit: "grapheme" }).filter((id) => !id.includes("\r"));
  const rows = fc.array(fc.tuple(ids, fc.float({ noNaN: true, noDefaultInfinity: true })), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(rows, async (table) => {
      await writeCsv(join(folder, "t.csv"), ["id", "x"], table);
      const read = await readCsv(join(folder, "t.csv"));
      expect(read.ids).toEqual(table.map(([id]) => id));
      expect([...read.data]).toEqual(table.map(([, x]) => (x === 0 ? 0 : x))); // minus zero is written as zero
      expect(await describeCsv(join(folder, "t.csv"))).toEqual({ shape: [table.length, 1], holds: "text" });
    }),
    { numRuns: 50 },
  );
});

test("pyarrow's lists, fixed-size lists and columns are read", async () => {
  const data = Float32Array.of(1.5, 2, 3, 4, 5, -6);
  const lists = fileOf("e.parquet", bytesOf(outside.parquetLists));
  expect(await readParquet(lists)).toEqual({ shape: [3, 2], data, ids: ["a", "b", "c"] });
  expect(await describeParquet(lists)).toEqual({ shape: [3, 2], holds: "columns" });
  expect([...(await readParquet(lists, "label")).data]).toEqual([0, 1, 0]);
  expect(await readParquetText(lists, ["id"], ["label"])).toEqual({
    columns: { id: ["a", "b", "c"], label: ["0", "1", "0"] },
  });
  const fixed = fileOf("e.parquet", bytesOf(outside.parquetFixedLists));
  expect(await readParquet(fixed, "embedding")).toEqual({ shape: [3, 2], data, ids: ["10", "11", "12"] });
  const columns = fileOf("e.parquet", bytesOf(outside.parquetColumns));
  expect(await readParquet(columns, undefined, { shared: true })).toEqual({
    shape: [3, 2],
    data,
    columns: ["x0", "x1"],
    ids: ["a", "b", "c"],
  });
});

test("what is written as Parquet is read again, over several row groups", async () => {
  const folder = temporaryFolder("round", {});
  const of = matrix(
    25_000,
    3,
    Float32Array.from({ length: 75_000 }, (_, i) => Math.fround(i / 7)),
  );
  const ids = Array.from({ length: 25_000 }, (_, i) => `item ${i}`);
  await writeParquet(join(folder, "lists.parquet"), of, { columns: "embedding", ids });
  expect(await readParquet(join(folder, "lists.parquet"))).toEqual({
    shape: [25_000, 3],
    data: of.data,
    ids,
  });
  await writeParquet(join(folder, "wide.parquet"), of, { columns: ["a", "b", "c"] });
  expect(await readParquet(join(folder, "wide.parquet"))).toEqual({
    shape: [25_000, 3],
    data: of.data,
    columns: ["a", "b", "c"],
  });
  await expect(writeParquet(join(folder, "x.parquet"), of, { columns: ["a"] })).rejects.toThrow(
    /3 names of columns/,
  );
});

test("predictions: class probabilities with ids, a column a class or one of lists, are read again exactly", async () => {
  const folder = temporaryFolder("predictions", {});
  const ids = ["a b.jpg", "deep/é,1.png", '"3".jpg'];
  const probabilities = {
    rows: 3,
    cols: 2,
    data: Float32Array.of(0.1, 0.9, 1 / 3, 2 / 3, 1e-30, 1),
  };
  const [wide, lists] = ["wide.parquet", "lists.parquet"].map((name) => join(folder, name));
  await writeParquet(wide, probabilities, { columns: ["red cell", "R&D, 2"], ids });
  expect(await readParquet(wide)).toEqual({
    shape: [3, 2],
    data: probabilities.data,
    columns: ["red cell", "R&D, 2"],
    ids,
  });
  await writeParquet(lists, probabilities, { columns: "probabilities", ids });
  expect(await readParquet(lists, "probabilities")).toEqual({ shape: [3, 2], data: probabilities.data, ids });
  await expect(writeParquet(wide, probabilities, { columns: ["id", "x"], ids })).rejects.toThrow(
    /must have its own name; "id" comes twice/,
  );
});

test("a Parquet file that is not as it must be is refused", async () => {
  const whole = bytesOf(outside.parquetLists);
  await expect(readParquet(fileOf("e.parquet", whole.subarray(0, 300)))).rejects.toThrow(
    /must be a Parquet file; it is truncated/,
  );
  await expect(readParquet(fileOf("e.parquet", "words"))).rejects.toThrow(/must be a Parquet file/);
  const path = fileOf("e.parquet", whole);
  await expect(readParquet(path, "id,embedding")).rejects.toThrow(/has no column "id"/);
  await expect(readParquet(path, "label,embedding")).rejects.toThrow(
    /one column of lists or several of single numbers/,
  );
  await expect(readParquetText(path, ["name"])).rejects.toThrow(
    /must have a column "name"; it has id, embedding, label/,
  );
});

test("the format is told by the extension, a part by what follows the #", async () => {
  const folder = temporaryFolder("parts", {
    "a.npz": bytesOf(outside.npzStored),
    "b#1.csv": "1,2\n",
    "c.png": "",
    "d.npy": bytesOf(outside.numpyFortran),
  });
  expect(parseFilePart(join(folder, "a.npz#bias"))).toEqual({ path: join(folder, "a.npz"), part: "bias" });
  expect(parseFilePart(join(folder, "b#1.csv"))).toEqual({ path: join(folder, "b#1.csv") });
  expect((await readNumbers(parseFilePart(join(folder, "a.npz#bias")))).shape).toEqual([3]);
  expect((await describeNumbers({ path: join(folder, "b#1.csv") })).shape).toEqual([1, 2]);
  await expect(readNumbers({ path: join(folder, "c.png") })).rejects.toThrow(
    /must be a \.npy, .*got "\.png"/,
  );
  await expect(readNumbers({ path: join(folder, "d.npy"), part: "x" })).rejects.toThrow(/holds one array/);
  await expect(readText(join(folder, "a.npz"), ["id"])).rejects.toThrow(
    /must be a \.csv, \.tsv or \.parquet/,
  );
});
