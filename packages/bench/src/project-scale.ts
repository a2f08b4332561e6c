/**
 * Command: makes a project of a million items and five million label events, then opens it, and asks for its status, for
 * a batch and for an export, each in a process of its own; time and memory of each. The items have no image files: what
 * is measured is the project.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generator, keyFrom, split } from "@querent/core";
import { createProject, openProject, writeShards, type AnswerEvent, type Project } from "@querent/store";
import { formatTable } from "./format-table.ts";
import { describeMachine } from "./machine.ts";
import { positiveInteger } from "./options.ts";
import { resultPath, writeResult } from "./results-file.ts";

const TOGETHER = 20_000; // items or events of one transaction
const CLASSES = 10;
const LABELLED_SHARE = 0.5;
const PEOPLE = ["ann", "ben", "cem"];

interface Step {
  readonly what: string;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly bytes?: number; // the most memory its process held
}

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "1000000" },
    events: { type: "string", default: "5000000" },
    dimensions: { type: "string", default: "64" },
    batch: { type: "string", default: "1000" },
    folder: { type: "string" }, // a project made by an earlier run is used again
    out: { type: "string" },
  },
});
const items = positiveInteger("items", values.items);
const events = positiveInteger("events", values.events);
const dimensions = positiveInteger("dimensions", values.dimensions);
const batch = positiveInteger("batch", values.batch);
const home = values.folder ?? join(tmpdir(), `querent-scale-${process.pid}`);
const folder = join(home, "project");
const querent = join(import.meta.dirname, "../../cli/src/main.ts");
const steps: Step[] = [];

if (statSync(folder, { throwIfNoEntry: false }) === undefined) {
  mkdirSync(join(home, "images"), { recursive: true });
  const project = createProject(folder, {
    name: "scale",
    task: "classification",
    images: join(home, "images"),
  });
  await timed(`create: ${items} items`, () => addItems(project));
  await timed(`create: ${events} events`, () => addEvents(project));
  await timed(`create: ${dimensions} dimensions of each item`, () => addEmbeddings(project));
  project.close();
}
answerRound();
await timed("open and close", () => openProject(folder).close());
await command("querent status", "status", folder, "--json");
await command(
  `querent next, ${batch} at random`,
  "next",
  folder,
  "--strategy",
  "random",
  "--batch",
  String(batch),
  "--json",
);
await command(
  `querent next again: what is left of them`,
  "next",
  folder,
  "--strategy",
  "random",
  "--batch",
  String(batch),
  "--json",
);
answerRound();
await command(
  `querent next, ${batch} by max-herding`,
  "next",
  folder,
  "--strategy",
  "max-herding",
  "--batch",
  String(batch),
  "--json",
);
await command(
  "querent export, csv",
  "export",
  folder,
  "--format",
  "csv",
  "--out",
  join(home, "labels.csv"),
  "--overwrite",
);

const rows = steps.map(({ what, seconds, processorSeconds, bytes }) => [
  what,
  `${seconds.toFixed(1)} s`,
  `${processorSeconds.toFixed(1)} s`,
  bytes === undefined ? "" : `${(bytes / 1e6).toFixed(0)} MB`,
]);
console.log(formatTable([`${items} items, ${events} events`, "time", "processors", "memory"], rows));
writeResult(values.out ?? resultPath("project-scale"), {
  machine: await describeMachine(),
  items,
  events,
  dimensions,
  batch,
  databaseBytes: statSync(join(folder, "querent.sqlite")).size,
  steps,
});
if (values.folder === undefined) rmSync(home, { recursive: true });

async function timed(what: string, work: () => void | Promise<void>): Promise<void> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  keep({ what, seconds: (performance.now() - start) / 1000, processorSeconds: (user + system) / 1e6 });
}

/** Runs the command line in a process of its own. */
async function command(what: string, ...args: string[]): Promise<void> {
  const start = performance.now();
  const memory = join(import.meta.dirname, "scale/report-memory.mjs");
  const child = spawn(process.execPath, ["--import", memory, "--conditions=source", querent, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`querent ${args[0]} ended with ${code}: ${said}`);
  const [, bytes, processor] = /peak memory: (\d+), processor seconds: ([\d.]+)/.exec(said)!;
  const seconds = (performance.now() - start) / 1000;
  keep({ what, seconds, processorSeconds: Number(processor), bytes: Number(bytes) });
}

function keep(step: Step): void {
  steps.push(step);
  console.error(
    `${step.what}: ${step.seconds.toFixed(1)} s, ${step.processorSeconds.toFixed(1)} of processors`,
  );
}

function addItems(project: Project): void {
  project.changeClasses(
    Array.from({ length: CLASSES }, (_, at) => ({
      id: `class ${at}`,
      who: PEOPLE[0],
      at: 0,
      change: { kind: "added" as const, name: `class ${at}` },
    })),
  );
  for (let from = 0; from < items; from += TOGETHER)
    project.recordFiles(
      Array.from({ length: Math.min(TOGETHER, items - from) }, (_, i) => ({
        path: pathOf(from + i),
        hash: createHash("sha256")
          .update(String(from + i))
          .digest("hex"),
        bytes: 100_000 + i,
        mtime: 1_700_000_000_000 + i,
        width: 640,
        height: 480,
      })),
    );
}

/** Labels of half of the items, some of them skipped, by three people who sometimes differ. */
function addEvents(project: Project): void {
  const draw = generator(split(keyFrom(1), "events"));
  const labelled = Math.max(1, Math.floor(items * LABELLED_SHARE));
  for (let from = 0; from < events; from += TOGETHER)
    project.appendAnswers(
      Array.from({ length: Math.min(TOGETHER, events - from) }, (_, i): AnswerEvent => {
        const item = 1 + draw.integer(labelled);
        const skips = draw.integer(50) === 0;
        return {
          id: `event ${from + i}`,
          item,
          who: PEOPLE[draw.integer(PEOPLE.length)],
          at: 1_700_000_000_000 + from + i,
          took: 1000 + draw.integer(5000),
          source: "person",
          answer: skips
            ? { kind: "skipped" }
            : { kind: "class", class: (item + (draw.integer(20) === 0 ? 1 : 0)) % CLASSES },
        };
      }),
    );
}

async function addEmbeddings(project: Project): Promise<void> {
  const draw = generator(split(keyFrom(1), "embeddings"));
  const writer = await writeShards(folder, "embeddings", "features", {
    model: "drawn at random",
    arrays: { features: { row: [dimensions] } },
    settings: {},
  });
  for (let from = 0; from < items; from += TOGETHER) {
    const count = Math.min(TOGETHER, items - from);
    const data = Float32Array.from({ length: count * dimensions }, () => draw.normal());
    await writer.append(
      Int32Array.from({ length: count }, (_, i) => from + i + 1),
      { features: { data } },
    );
  }
  const embeddings = { from: "file", name: "drawn", sha256: "" };
  project.changeSettings({ network: { embeddings } }, PEOPLE[0], 0);
}

/** Answers what was asked for last, so that another batch can be. */
function answerRound(): void {
  const project = openProject(folder);
  const round = project.rounds().at(-1);
  const now = Date.now();
  const asked = round === undefined ? [] : project.roundItems(round.number);
  project.appendAnswers(
    asked.map(({ item }) => ({
      id: `round ${round!.number} item ${item} ${now}`,
      item,
      who: PEOPLE[0],
      at: now,
      source: "person" as const,
      answer: { kind: "class" as const, class: item % CLASSES },
    })),
  );
  project.close();
}

/** A thousand images a folder. */
function pathOf(item: number): string {
  return `${String(Math.floor(item / 1000)).padStart(4, "0")}/${String(item).padStart(7, "0")}.jpg`;
}
