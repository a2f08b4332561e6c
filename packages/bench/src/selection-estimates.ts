/**
 * Command: what `querent select` says a selection will take, for every strategy, beside what it then takes; with
 * --against-table beside the kept table of costs, where each selection is stopped once it has said its estimate.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { parseArgs } from "node:util";
import { matrix, strategies, type Strategy } from "@querent/core";
import { costProblem } from "./costs/cost-data.ts";
import type { StrategyCost } from "./costs/cost-table.ts";
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
    "against-table": { type: "boolean", default: false },
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
const againstTable = values["against-table"];
const path = values.out ?? resultPath(`selection-estimates${againstTable ? "-against-table" : ""}`);
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
    const rest = ["--seed", "1", "--threads", String(threads), "--out", out, "--force", "--json"];
    const child = spawn(process.execPath, ["--conditions=source", querent, ...args, ...rest], {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 1000 * (limit + 20),
    });
    let said = "";
    child.stderr.on("data", (part: Buffer) => (said += part.toString()));
    if (againstTable) {
      const estimated = await firstEstimate(child.stdout);
      child.kill("SIGKILL");
      await once(child, "close");
      if (estimated === undefined) throw new Error(`${strategy.name} gave no estimate: ${said}`);
      const seconds = secondsInTable(strategy.name);
      console.log(
        `${strategy.name}: said ${estimated.toFixed(2)} s, the table ${seconds?.toFixed(2) ?? "gave up"}`,
      );
      return { strategy: strategy.name, items, estimated, seconds };
    }
    child.stdout.resume();
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

/** The estimate among the events of `--json`; undefined if there is none before the command ends. */
async function firstEstimate(stdout: Readable): Promise<number | undefined> {
  for await (const line of createInterface(stdout)) {
    const event = JSON.parse(line) as { readonly event: string; readonly seconds?: number };
    if (event.event === "estimate") return event.seconds;
  }
  return undefined;
}

/** What the kept table of costs says of a strategy at this size; undefined where its measurement was given up. */
function secondsInTable(name: string): number | undefined {
  const study = readResult<{ shape: object; threads: number; costs: readonly StrategyCost[] }>(
    resultPath("strategy-costs"),
  );
  const { items: _, ...asked } = shape;
  for (const [what, value] of Object.entries({ ...asked, threads }))
    if (({ ...study?.shape, threads: study?.threads } as Record<string, unknown>)[what] !== value)
      throw new Error(`The table of costs must be of the same shape; its ${what} is not ${value}.`);
  const row = study!.costs.find(({ strategy }) => strategy === name);
  const cost = row?.sizes.find((one) => one.items === items)?.cost;
  return cost !== undefined && "seconds" in cost ? cost.seconds : undefined;
}

function rowOf({ strategy, estimated, seconds }: Estimate): string[] {
  const without = againstTable ? "gave up" : `> ${limit} s`;
  const inSeconds = (value: number | undefined): string =>
    value === undefined ? "" : `${value.toFixed(2)} s`;
  const ratio = estimated === undefined || seconds === undefined ? "" : (estimated / seconds).toFixed(2);
  return [strategy, inSeconds(estimated), seconds === undefined ? without : inSeconds(seconds), ratio];
}
