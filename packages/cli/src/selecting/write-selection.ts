/** Writes the picks, their manifest, and how long it took. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { Selection, Strategy } from "@querent/core";
import { csvLines, writeWholeFile } from "@querent/formats";
import { version } from "../version.ts";
import type { Parameters } from "./choose-strategy.ts";
import type { PickColumn } from "./explain-picks.ts";
import type { OutFiles } from "./out-file.ts";
import type { Labelled } from "./read-labelled.ts";
import type { SelectRequest } from "./select-request.ts";

/** The text of picks.csv, in the order chosen. */
export function picksText(
  { picks, scores, why }: Selection,
  ids: readonly string[],
  columns: readonly PickColumn[],
): string {
  const header = ["rank", "id", "score", "why", ...columns.map(({ name }) => name)];
  const rows = Array.from(picks, (row, i) => [
    i + 1,
    ids[row],
    scores[i],
    why[i],
    ...columns.map(({ cells }) => cells[i]),
  ]);
  return [...csvLines(header, rows)].join("");
}

/** What a manifest says of a file: enough to know it again, nothing of where it lay. */
export interface FileRecord {
  readonly name: string;
  readonly sha256: string;
}

export async function fileRecord(path: string): Promise<FileRecord> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
    hash.update(chunk as Uint8Array);
  return { name: basename(path), sha256: hash.digest("hex") };
}

/** What repeats the selection, and nothing that differs between two runs of it. */
export function manifestOf(
  { seed, batch }: SelectRequest,
  { name }: Strategy,
  params: Parameters,
  inputs: Readonly<Record<string, FileRecord>>,
  items: number,
  { rows, classes }: Labelled,
  { facts }: Selection,
): Record<string, unknown> {
  return {
    querent: version,
    strategy: name,
    parameters: params,
    seed,
    batch,
    items,
    labelled: rows.length,
    ...(classes !== undefined && { classes }),
    inputs,
    ...(facts !== undefined && { facts }),
  };
}

/** Each file is whole or not there; the picks come last, so where they are the manifest is. */
export async function writeSelection(
  files: OutFiles,
  picks: string,
  manifest: Readonly<Record<string, unknown>>,
  timings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const sha256 = createHash("sha256").update(picks).digest("hex");
  const whole = { ...manifest, picks: { name: basename(files.picks), sha256 } };
  await writeWholeFile(files.manifest, [`${JSON.stringify(whole, null, 2)}\n`]);
  await writeWholeFile(files.timings, [`${JSON.stringify(timings, null, 2)}\n`]);
  await writeWholeFile(files.picks, [picks]);
}
