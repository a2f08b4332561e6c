/** Command: what `querent select` says a selection will take, beside what it takes, for every strategy. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { matrix, strategies, type Strategy } from "@querent/core";
import { costProblem } from "./costs/cost-data.ts";
import { writeSignals } from "./costs/signal-files.ts";
import { formatTable } from "./format-table.ts";
import { describeMachine } from "./machine.ts";
import { positiveInteger, positiveNumber } from "./options.ts";
import { readResult, resultPath, writeResult } from "./results-file.ts";

const STOPPED = 130; // the exit code of a command that was told to stop

interface Estimate {
  readonly strategy: string;
  readonly items: number;
  readonly estimated?: number; // seconds; none when the command gave none
  readonly seconds?: number; // none when it took longer than the limit
}

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "20000" },
    strategies: { type: "string", default: strategies.map(({ name }) => name).join(",") },
    dimensions: { type: "string", default: "128" },
    labelled: { type: "string", default: "1000" },
    batch: { type: "string", default: "100" },
    threads: { type: "string", default: "2" },
    limit: { type: "string", default: "120" },
    fresh: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const items = positiveInteger("items", values.items);
const shape = {
  items,
  labelled: positiveInteger("labelled", values.labelled),
  dimensions: positiveInteger("dimensions", values.dimensions),
  batch: positiveInteger("batch", values.batch),
  classes: 10,
  members: 20,
  boxes: 5,
  joints: 14,
  cells: 256,
};
const limit = positiveNumber("limit", values.limit);
const threads = positiveInteger("threads", values.threads);
const path = values.out ?? resultPath("selection-estimates");
const kept = readResult<{ readonly estimates: readonly Estimate[] }>(path)?.estimates ?? [];
const found = new Map(kept.map((one) => [`${one.strategy} ${one.items}`, one]));
const machine = await describeMachine();
const querent = join(import.meta.dirname, "../../cli/src/main.ts");

for (const strategy of strategies.filter(({ name }) => values.strategies.split(",").includes(name))) {
  const key = `${strategy.name} ${items}`;
  if (found.has(key) && !values.fresh) continue;
  const estimate = await estimateOf(strategy);
  if (estimate === undefined) continue;
  found.set(key, estimate);
  const order = [...found.values()].sort((a, b) => a.items - b.items);
  writeResult(path, { machine, threads, limit, estimates: order });
}
const rows = [...found.values()].filter((one) => one.items === items).map(rowOf);
console.log(formatTable(["strategy", "said", "took", "said / took"], rows));

/** Runs the command on files made for it; undefined for a strategy whose signals are not written here. */
async function estimateOf(strategy: Strategy): Promise<Estimate | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "querent-estimate-"));
  try {
    const { signals, request } = costProblem(shape, strategy, matrix);
    const options = await writeSignals(signals, request, folder);
    if (options === undefined) return undefined;
    const out = join(folder, "picks.csv");
    const args = ["select", "--strategy", strategy.name, ...options, "--batch", String(shape.batch)];
    const child = spawn(
      process.execPath,
      [
        "--conditions=source",
        querent,
        ...args,
        "--seed",
        "1",
        "--threads",
        String(threads),
        "--out",
        out,
        "--force",
      ],
      { stdio: ["ignore", "ignore", "pipe"], timeout: 1000 * (limit + 20) },
    );
    let said = "";
    child.stderr.on("data", (part: Buffer) => (said += part.toString()));
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    if (signal !== null || code === STOPPED) return { strategy: strategy.name, items };
    if (code !== 0) throw new Error(`${strategy.name} failed: ${said}`);
    const { estimated, select } = JSON.parse(readFileSync(join(folder, "picks.timings.json"), "utf8")) as {
      estimated?: number;
      select: number;
    };
    console.log(`${strategy.name}: said ${estimated?.toFixed(2)} s, took ${select.toFixed(2)} s`);
    return { strategy: strategy.name, items, estimated, seconds: select };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rowOf({ strategy, estimated, seconds }: Estimate): string[] {
  const inSeconds = (value: number | undefined): string =>
    value === undefined ? "" : `${value.toFixed(2)} s`;
  const ratio = estimated === undefined || seconds === undefined ? "" : (estimated / seconds).toFixed(2);
  return [strategy, inSeconds(estimated), seconds === undefined ? `> ${limit} s` : inSeconds(seconds), ratio];
}
