/** Command: measures what every strategy costs at several pool sizes, each in a process of its own. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { strategies } from "@querent/core";
import type { CostShape } from "./costs/cost-data.ts";
import { costInWords, costTable, type StrategyCost } from "./costs/cost-table.ts";
import type { Refusal, SelectionCost } from "./costs/measure-selection.ts";
import { describeMachine, type Machine } from "./machine.ts";
import { positiveInteger, positiveNumber } from "./options.ts";
import { readResult, resultPath, writeResult } from "./results-file.ts";

interface Study {
  readonly machine: Machine;
  readonly shape: Omit<CostShape, "items">;
  readonly threads: number;
  readonly costs: readonly StrategyCost[];
}

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "10000,100000,1000000" },
    strategies: { type: "string", default: strategies.map(({ name }) => name).join(",") },
    dimensions: { type: "string", default: "128" },
    classes: { type: "string", default: "10" },
    members: { type: "string", default: "20" },
    labelled: { type: "string", default: "1000" },
    boxes: { type: "string", default: "5" },
    joints: { type: "string", default: "14" },
    cells: { type: "string", default: "256" },
    batch: { type: "string", default: "100" },
    threads: { type: "string", default: "2" },
    limit: { type: "string", default: "60" },
    fresh: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const whole = (
  name:
    "dimensions" | "classes" | "members" | "labelled" | "batch" | "boxes" | "joints" | "cells" | "threads",
): number => positiveInteger(name, values[name]);
const shape = {
  labelled: whole("labelled"),
  dimensions: whole("dimensions"),
  classes: whole("classes"),
  members: whole("members"),
  batch: whole("batch"),
  boxes: whole("boxes"),
  joints: whole("joints"),
  cells: whole("cells"),
};
const sizes = values.items.split(",").map((text) => positiveInteger("items", text));
const limit = positiveNumber("limit", values.limit);
const threads = whole("threads");
const path = values.out ?? resultPath("strategy-costs");
const machine = await describeMachine();
const kept = values.fresh ? undefined : readResult<Study>(path);
const isSame = JSON.stringify([kept?.shape, kept?.threads]) === JSON.stringify([shape, threads]);
const costs = new Map((isSame ? kept!.costs : []).map((cost) => [cost.strategy, cost]));

for (const name of values.strategies.split(",")) {
  const known = costs.get(name)?.sizes ?? [];
  const measured = known.filter(({ items }) => sizes.includes(items));
  for (const items of sizes) {
    if (measured.some((one) => one.items === items)) continue;
    const before = measured.at(-1);
    const isHopeless = before !== undefined && (before.cost === undefined || "refused" in before.cost);
    const cost = isHopeless ? before.cost : await costOf(name, items);
    measured.push({ items, ...(cost ? { cost } : { limit }) });
    process.stdout.write(`${name}, ${items}: ${costInWords(cost, limit)}\n`);
  }
  costs.set(name, { strategy: name, sizes: measured });
  const ordered = strategies.flatMap((strategy) => costs.get(strategy.name) ?? []);
  writeResult(path, { machine, shape, threads, costs: ordered } satisfies Study);
}
const table = costTable(
  strategies.flatMap((strategy) => costs.get(strategy.name) ?? []),
  sizes,
);
if (values.out === undefined) writeFileSync(join(path, "../strategy-costs.md"), table);
console.log(table);

/** Undefined when it takes longer than the limit; three seconds, and one for each 100,000 items, are allowed for making the pool. */
function costOf(name: string, items: number): Promise<SelectionCost | Refusal | undefined> {
  return new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, "costs/measure-selection.ts");
    const child = spawn(
      process.execPath,
      [
        "--conditions=source",
        "--max-old-space-size=12000",
        script,
        name,
        JSON.stringify({ ...shape, items }),
        String(threads),
      ],
      { stdio: ["ignore", "pipe", "pipe"], timeout: 1000 * (limit + 3) + items / 100 },
    );
    let text = "";
    let errors = "";
    child.stdout.on("data", (part: Buffer) => (text += part.toString()));
    child.stderr.on("data", (part: Buffer) => (errors += part.toString()));
    child.once("exit", (code, signal) => {
      if (signal !== null) resolve(undefined);
      else if (code === 0) {
        const cost = JSON.parse(text) as SelectionCost;
        resolve("refused" in cost || cost.seconds <= limit ? cost : undefined);
      } else reject(new Error(`${name} failed with ${items} items: ${errors}`));
    });
  });
}
