/** Command: seconds of COCO's evaluation of boxes, beside pycocotools where Python has it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { evaluateBoxes } from "@querent/core";
import { cocoOf, drawScene } from "./evaluate-speed/scene.ts";
import { describeMachine } from "./machine.ts";
import { positiveInteger } from "./options.ts";
import { pythonCommand, startPeer, type PeerProcess } from "./peer-process.ts";
import { resultPath, writeResult } from "./results-file.ts";

interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly numbers: readonly number[];
}

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "5000" },
    classes: { type: "string", default: "80" },
    "per-image": { type: "string", default: "36" },
    rounds: { type: "string", default: "3" },
    out: { type: "string", default: resultPath("evaluate-speed") },
  },
});
const scene = {
  images: positiveInteger("images", values.images),
  classes: positiveInteger("classes", values.classes),
  perImage: positiveInteger("per-image", values["per-image"]),
};
const rounds = positiveInteger("rounds", values.rounds);
const boxes = drawScene(scene);
const folder = mkdtempSync(join(tmpdir(), "querent-evaluate-speed-"));
const peer = hasPycocotools() ? startPeer("evaluate_speed.py") : undefined;
if (peer === undefined) console.error(`${pythonCommand} has no pycocotools: it is not measured.`);
try {
  const versions = peer === undefined ? {} : await handOver(peer);
  const ours: Run[] = [];
  const theirs: Run[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(evaluateOnce());
    if (peer !== undefined) {
      peer.send({});
      theirs.push((await peer.answers.next()).value as Run);
    }
  }
  await peer?.close();
  const result = {
    command: "packages/bench/src/evaluate-speed.ts",
    settings: { ...scene, rounds },
    machine: await describeMachine(versions),
    loadAverage: loadavg()[0], // above the cores, seconds are longer than on a machine of one's own; cpuSeconds are not
    sizes: { truths: countOf(boxes.truths), found: countOf(boxes.found) },
    querent: summary(ours),
    ...(theirs.length > 0 && {
      pycocotools: summary(theirs),
      largestDifference: Math.max(...theirs[0].numbers.map((n, i) => Math.abs(n - ours[0].numbers[i]))),
    }),
    numbers: ours[0].numbers,
  };
  writeResult(values.out, result);
  console.log(JSON.stringify(result, null, 2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function hasPycocotools(): boolean {
  return spawnSync(pythonCommand, ["-c", "import pycocotools.coco"]).status === 0;
}

async function handOver(peer: PeerProcess): Promise<Record<string, string>> {
  const files = { truth: join(folder, "truth.json"), results: join(folder, "results.json") };
  const { truth, results } = cocoOf(boxes, scene.classes);
  writeFileSync(files.truth, JSON.stringify(truth));
  writeFileSync(files.results, JSON.stringify(results));
  peer.send(files);
  return (await peer.answers.next()).value as Record<string, string>;
}

function evaluateOnce(): Run {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const { scores } = evaluateBoxes(boxes.truths, boxes.found, scene.classes);
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds: (performance.now() - began) / 1e3,
    cpuSeconds: (user + system) / 1e6,
    numbers: Object.values(scores),
  };
}

function summary(runs: readonly Run[]): Record<string, number> {
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];
  const [seconds, cpuSeconds] = [runs.map((run) => run.seconds), runs.map((run) => run.cpuSeconds)];
  return {
    seconds: median(seconds),
    secondsMin: Math.min(...seconds),
    cpuSeconds: median(cpuSeconds),
    cpuSecondsMin: Math.min(...cpuSeconds),
  };
}

function countOf(list: readonly { readonly count: number }[]): number {
  return list.reduce((sum, { count }) => sum + count, 0);
}
