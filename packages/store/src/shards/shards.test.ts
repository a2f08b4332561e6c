/** Arrays beside the database. */
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/project-in.ts";
import { readShards } from "./read-shards.ts";
import { writeShards } from "./write-shards.ts";

const about = { model: "m1", arrays: { embedding: { row: [3] } }, settings: { size: 64 } } as const;
const rows = (...numbers: number[]) => ({ data: Float32Array.from(numbers) });

test("shards come back in order, and a writer goes on where another was killed", async () => {
  const project = temporaryFolder();
  const first = await writeShards(project, "embeddings", "net", about);
  await first.append(Int32Array.of(1, 2, 5), { embedding: rows(1, 2, 3, 4, 5, 6, 7, 8, 9) });
  writeFileSync(join(project, "embeddings", "net", "000001.embedding.npy"), "half-written");
  const second = await writeShards(project, "embeddings", "net", about);
  expect([...second.done]).toEqual([1, 2, 5]);
  expect(readdirSync(join(project, "embeddings", "net")).sort()).toEqual([
    "000000.embedding.npy",
    "manifest.json",
  ]);
  await second.append(Int32Array.of(3), { embedding: rows(0, 0, 1) });
  const reader = (await readShards(project, "embeddings", "net"))!;
  expect([...reader.items]).toEqual([1, 2, 5, 3]);
  expect(reader.manifest.shards[0].items).toEqual([
    [1, 2],
    [5, 1],
  ]);
  expect([...(await reader.read("embedding")).data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 1]);
  expect([...(await reader.read("embedding", 1)).data]).toEqual([0, 0, 1]);
});

test("shards of another model are thrown away", async () => {
  const project = temporaryFolder();
  const first = await writeShards(project, "embeddings", "net", about);
  await first.append(Int32Array.of(1), { embedding: rows(1, 2, 3) });
  const second = await writeShards(project, "embeddings", "net", { ...about, model: "m2" });
  expect([...second.done]).toEqual([]);
  expect(existsSync(join(project, "embeddings", "net", "000000.embedding.npy"))).toBe(false);
  expect(await readShards(project, "embeddings", "net")).toBeUndefined();
});

test("items may have any number of rows", async () => {
  const project = temporaryFolder();
  const arrays = { boxes: { row: [4], ragged: true }, loss: { row: [] } } as const;
  const writer = await writeShards(project, "predictions", "net", { ...about, arrays });
  await writer.append(Int32Array.of(1, 2, 3), {
    boxes: { ...rows(1, 2, 3, 4, 5, 6, 7, 8), counts: Int32Array.of(0, 2, 0) },
    loss: rows(0.5, 0.25, 0),
  });
  await writer.append(Int32Array.of(4), { boxes: { ...rows(), counts: Int32Array.of(0) }, loss: rows(1) });
  const reader = (await readShards(project, "predictions", "net"))!;
  const { data, counts } = await reader.read("boxes");
  expect([[...data], [...counts!]]).toEqual([
    [1, 2, 3, 4, 5, 6, 7, 8],
    [0, 2, 0, 0],
  ]);
  expect([...(await reader.read("loss")).data]).toEqual([0.5, 0.25, 0, 1]);
});

test("what cannot be a shard is refused", async () => {
  const project = temporaryFolder();
  await expect(writeShards(project, "embeddings", "../x", about)).rejects.toThrow(/must be letters, digits/);
  const writer = await writeShards(project, "embeddings", "net", about);
  await writer.append(Int32Array.of(2), { embedding: rows(1, 2, 3) });
  await expect(writer.append(Int32Array.of(2), { embedding: rows(1, 2, 3) })).rejects.toThrow(
    /ascending and new/,
  );
  await expect(writer.append(Int32Array.of(4, 3), { embedding: rows() })).rejects.toThrow(
    /ascending and new/,
  );
  await expect(writer.append(Int32Array.of(3), { embedding: rows(1) })).rejects.toThrow(
    /1 rows of 3 numbers; got 1/,
  );
  await expect(writer.append(Int32Array.of(3), {})).rejects.toThrow(/must have rows of embedding/);
});

test("damaged shards say what to do", async () => {
  const project = temporaryFolder();
  const folder = join(project, "embeddings", "net");
  const writer = await writeShards(project, "embeddings", "net", about);
  await writer.append(Int32Array.of(2), { embedding: rows(1, 2, 3) });
  const reader = (await readShards(project, "embeddings", "net"))!;
  await expect(reader.read("colour")).rejects.toThrow(/it has embedding in 1 shards, not colour/);
  await expect(reader.read("embedding", 4)).rejects.toThrow(/not embedding in shard 4/);
  rmSync(join(folder, "000000.embedding.npy"));
  await expect(reader.read("embedding")).rejects.toThrow(/Remove .*net: it is made again from the images/);
  writeFileSync(join(folder, "manifest.json"), "{");
  await expect(readShards(project, "embeddings", "net")).rejects.toThrow(
    /manifest of version 1; it is damaged/,
  );
});
