/**
 * Kills processes that write to a project, at random moments, and looks at what is left:
 * `node --conditions=source packages/store/test/kill.ts --times 1000`.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createProject } from "../src/create-project.ts";
import { readJournal } from "../src/journal/journal-file.ts";
import { openProject } from "../src/open-project.ts";
import type { Project } from "../src/project-contract.ts";
import { plainState, plainText } from "./plain-labels.ts";

const child = join(import.meta.dirname, "append-child.ts");

/** What was acknowledged: the number of each event by its id. */
export type Acknowledged = Map<string, number>;

/** A project of 40 items and three classes. */
export function projectToKill(folder: string): void {
  const project = createProject(folder, {
    name: "kill",
    task: "classification",
    images: join(folder, "images"),
  });
  for (const name of ["cat", "dog", "owl"])
    project.changeClasses([{ id: name, who: "ann", at: 1, change: { kind: "added", name } }]);
  project.recordFiles(
    Array.from({ length: 40 }, (_, i) => {
      const hash = createHash("sha256").update(`${i}`).digest("hex");
      return { path: `${i}.jpg`, hash, bytes: 1, mtime: 1, width: 9, height: 9 };
    }),
  );
  project.close();
}

/**
 * Starts writers and kills them (SIGKILL) within `longest` milliseconds after the first has opened the project, now and
 * then before that (never with `isOpen`); or lets them come to their end where `calls` says when.
 */
export async function writeAndKill(
  folder: string,
  options: { writers: number; longest?: number; calls?: number; isOpen?: true },
): Promise<Acknowledged> {
  const { writers, longest, calls, isOpen } = options;
  const told: Acknowledged = new Map();
  const args = calls === undefined ? [] : [String(calls)];
  const started = Array.from({ length: writers }, (_, i) =>
    spawn(process.execPath, ["--conditions=source", child, folder, `writer${i}`, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
  const ended = started.map(async (writer) => {
    let out = "";
    let errors = "";
    writer.stdout.on("data", (data) => (out += data));
    writer.stderr.on("data", (data) => (errors += data));
    await new Promise((resolve) => writer.on("close", resolve));
    if (errors !== "") throw new Error(errors);
    for (const [, id, seq] of out.matchAll(/^(.+)\t(\d+)\n/gm)) told.set(id, Number(seq));
  });
  if (longest !== undefined) {
    const opened = new Promise((resolve) => started[0].stdout.once("data", resolve));
    if (isOpen || Math.random() < 0.9) await Promise.race([opened, ...ended]); // else killed while it starts and opens
    await new Promise((resolve) => setTimeout(resolve, Math.random() * longest));
    for (const writer of started) writer.kill("SIGKILL");
  }
  await Promise.all(ended);
  return told;
}

/** Opens what is left. @throws when an acknowledged event is gone, the database is not sound, or a label is wrong */
export function lookAt(folder: string, told: Acknowledged): number {
  const project = openProject(folder);
  try {
    const problems = project.check();
    if (problems.length > 0) throw new Error(problems.join("; "));
    const items = [...project.items()].map((item) => item.item);
    const seqs = new Map(items.flatMap((item) => project.history(item).map(({ id, seq }) => [id, seq])));
    for (const [id, seq] of told)
      if (seqs.get(id) !== seq)
        throw new Error(`event ${id} was acknowledged as ${seq} and is ${seqs.get(id)}`);
    const lines = [
      ...readJournal(join(folder, "events.jsonl"), (line) => {
        throw new Error(`line ${line} of the journal is damaged`);
      }),
    ];
    lines.forEach(({ seq, id, kind }, i) => {
      if (seq !== i + 1) throw new Error(`line ${i + 1} of the journal is event ${seq}`);
      if (kind === "answer" && seqs.get(id) !== seq) throw new Error(`the journal has ${id} as ${seq}`);
    });
    if (lines.length !== project.lastSeq()) throw new Error(`the journal ends at ${lines.length}`);
    compareLabels(project, items);
    return seqs.size;
  } finally {
    project.close();
  }
}

function compareLabels(project: Project, items: readonly number[]): void {
  const labels = new Map([...project.labels()].map((label) => [label.item, label]));
  for (const item of items) {
    const plain = plainState(project.history(item), item, "most");
    const label = labels.get(item);
    const text = label === undefined ? undefined : plainText(label.label);
    if (label?.seq !== plain.seq || text !== plain.label || (label?.disputed ?? false) !== plain.disputed)
      throw new Error(`item ${item} is ${text} by event ${label?.seq}, not ${plain.label} by ${plain.seq}`);
    const { state, skips } = project.item(item)!;
    if (state !== plain.state || skips !== plain.skips)
      throw new Error(`item ${item} is ${state} with ${skips} skips, not ${plain.state} with ${plain.skips}`);
  }
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { times: { type: "string", default: "1000" } } });
  const times = Number(values.times);
  const home = mkdtempSync(join(tmpdir(), "querent-kill-"));
  let acknowledged = 0;
  let kept = 0;
  let told: Acknowledged = new Map();
  for (let time = 0; time < times; time++) {
    const folder = join(home, `project-${Math.floor(time / 20)}`);
    if (time % 20 === 0) {
      projectToKill(folder);
      told = new Map();
    }
    const more = await writeAndKill(folder, { writers: 1 + (time % 2), longest: 250 });
    for (const [id, seq] of more) told.set(id, seq);
    acknowledged += more.size;
    kept = lookAt(folder, told);
    if (time % 20 === 19 || time === times - 1)
      console.log(
        `${time + 1} kills: ${acknowledged} events acknowledged, none lost (${kept} in the last project)`,
      );
  }
  rmSync(home, { recursive: true });
}
