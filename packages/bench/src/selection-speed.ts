/** Command: seconds of selections and their kernels beside numpy, scikit-learn and scipy, in one run. */
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine } from "./machine.ts";
import { namesIn, positiveInteger } from "./options.ts";
import { startPeer } from "./peer-process.ts";
import { readResult, resultPath, writeResult } from "./results-file.ts";
import { casesOf, dataKinds, parts, withPeer } from "./selection-speed/cases.ts";
import { dataOf } from "./selection-speed/data.ts";
import type { Run } from "./selection-speed/ours.ts";
import {
  formatSelectionSpeeds,
  selectionSpeed,
  type SelectionSpeed,
} from "./selection-speed/speed-result.ts";

const { values } = parseArgs({
  options: {
    parts: { type: "string", default: parts.join(",") },
    kinds: { type: "string", default: dataKinds.join(",") },
    items: { type: "string", default: "50000,100000" },
    rounds: { type: "string", default: "3" },
    threads: { type: "string", default: "2" },
    cache: { type: "string", default: join(tmpdir(), "querent-selection-speed") },
    out: { type: "string", default: resultPath("selection-speed") },
  },
});
const kinds = namesIn("kinds", values.kinds, dataKinds);
const items = values.items.split(",").map((n) => positiveInteger("items", n));
const rounds = positiveInteger("rounds", values.rounds);
const threads = positiveInteger("threads", values.threads);
const cases = namesIn("parts", values.parts, parts).flatMap((part) => casesOf(part, items, kinds));

const peer = startPeer("selection_speed.py");
peer.send({ threads });
const { value: versions } = await peer.answers.next();
const machine = await describeMachine(versions as Record<string, string>);
const child = join(import.meta.dirname, "selection-speed", "ours.ts");
const measured: SelectionSpeed[] = [];
for (const of of cases) {
  const files = await dataOf(of, values.cache);
  const dataBytes = Object.values(files).reduce((sum, file) => sum + statSync(file).size, 0);
  const done: { ours: Run; peer?: Run }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const request = JSON.stringify({ of, files, threads });
    const ours = execFileSync(process.execPath, ["--conditions=source", child, request], {
      maxBuffer: 2 ** 26,
    });
    const run = { ours: JSON.parse(ours.toString()) as Run };
    if (!withPeer.has(of.part)) done.push(run);
    else {
      peer.send({ of, files });
      done.push({ ...run, peer: (await peer.answers.next()).value as Run });
    }
  }
  measured.push(selectionSpeed(of, dataBytes, done));
  console.error(formatSelectionSpeeds(measured.slice(-1)).split("\n")[2]);
  keep();
}
await peer.close();
console.log(`${machine.cpu}, ${threads} threads; medians of ${rounds} rounds, in turns\n`);
console.log(formatSelectionSpeeds(measured));

/** Writes what was measured so far beside what was kept of other cases. */
function keep(): void {
  const sameCase = (a: SelectionSpeed, b: SelectionSpeed): boolean =>
    JSON.stringify(a.of) === JSON.stringify(b.of);
  const kept = readResult<{ results: SelectionSpeed[] }>(values.out)?.results ?? [];
  const results = [...kept.filter((old) => !measured.some((anew) => sameCase(old, anew))), ...measured];
  const settings = { rounds, threads };
  writeResult(values.out, { command: "packages/bench/src/selection-speed.ts", settings, machine, results });
}
