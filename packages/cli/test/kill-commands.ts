/**
 * Kills every command of a project at random moments, runs it again, and looks at what is left:
 * `node --conditions=source packages/cli/test/kill-commands.ts --times 1000`.
 */
import { spawn } from "node:child_process";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { generator, keyFrom, type Generator } from "@querent/core";
import { evaluationsNow } from "@querent/loop";
import { openProject, type Project } from "@querent/store";
import { squareImage } from "./image-folder.ts";

const main = join(import.meta.dirname, "../src/main.ts");

/** One command of the life of a project; a "-" stands for the project's folder. */
interface Step {
  readonly command: string;
  readonly args: readonly string[];
}

/** From the first image to the last label, each command of a project at least once. */
const life: readonly Step[] = [
  step("init - --images images --task classification --recipe quick --epochs 1 --exam 4 --classes dark"),
  step("index -"),
  step("group - --group i(\\d+?)[05]?\\.jpg"),
  step("next - --threads 1 --batch 4 --out batch.csv"),
  step("import - first.csv --who ann --add-classes"),
  step("classes - --add grey,gray"),
  step("classes - --merge gray=grey"),
  step("train - --threads 1"),
  step("evaluate - --threads 1"),
  step("predict - --threads 1 --out predictions.csv"),
  step("embed - --from E.csv --ids ids.csv"), // what is trained from here on is a head on these features
  step("next - --threads 1 --batch 4"),
  step("status -"),
  step("recover -"), // of a database that is damaged before
  step(
    "replay - --threads 1 --initial 4 --batch 4 --rounds 1 --trials 2 --strategies random,entropy --out report",
  ),
  step("simulate - --threads 1 --batch 4 --labels all.csv --budget 30"),
  step("export - --format csv --out out --overwrite"),
];

function step(line: string): Step {
  const [command, ...args] = line.split(" ");
  return { command, args };
}

/** What came of a run. */
interface Ended {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
  readonly milliseconds: number;
}

/** A folder with images, their labels in a file, and the labels of some of them in another. */
async function preparedHome(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), "querent-kill-"));
  mkdirSync(join(home, "images"));
  const rows: string[] = [];
  for (let i = 0; i < 40; i += 1) {
    const [id, label] = [`i${i}.jpg`, i % 2];
    writeFileSync(join(home, "images", id), await squareImage(label, id).jpeg().toBuffer());
    rows.push(`${id},${label === 0 ? "dark" : "light"}`);
  }
  writeFileSync(join(home, "all.csv"), `path,label\n${rows.join("\n")}\n`);
  const features = rows.map((_, i) => [i % 2, Math.sin(i), Math.cos(3 * i), 1].join(","));
  writeFileSync(join(home, "E.csv"), `${features.join("\n")}\n`);
  writeFileSync(join(home, "ids.csv"), `id\n${rows.map((row) => row.split(",")[0]).join("\n")}\n`);
  writeFileSync(join(home, "first.csv"), `path,label\n${rows.slice(0, 16).join("\n")}\n`);
  return home;
}

/** Runs a step in a folder; `killAfter` milliseconds it is killed, if it lasts as long. */
async function run(home: string, { command, args }: Step, killAfter?: number): Promise<Ended> {
  if (command === "recover") damage(join(home, "project"));
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ["--conditions=source", main, command, ...args.map((arg) => (arg === "-" ? "project" : arg)), "--json"],
    { cwd: home, env: { ...process.env, XDG_CACHE_HOME: join(home, "cache") } },
  );
  let out = "";
  let err = "";
  child.stdout.on("data", (text: Buffer) => (out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (err += text.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const stop = new AbortController();
  if (killAfter !== undefined)
    void sleep(killAfter, undefined, { signal: stop.signal }).then(
      () => child.kill("SIGKILL"),
      () => {},
    );
  const code = await ended;
  stop.abort();
  return { out, err, code, milliseconds: performance.now() - began };
}

/** Overwrites every row of the log in the database, if it is sound: the journal has them. */
function damage(folder: string): void {
  try {
    openProject(folder).close();
  } catch {
    return; // a recovery was killed
  }
  const file = join(folder, "querent.sqlite");
  const db = new DatabaseSync(file);
  const leaves = db.prepare("SELECT pageno FROM dbstat WHERE name = 'events' AND pagetype = 'leaf'").all();
  db.close();
  const fd = openSync(file, "r+");
  for (const { pageno } of leaves)
    writeSync(fd, Buffer.alloc(4096, "Z"), 0, 4096, (Number(pageno) - 1) * 4096);
  closeSync(fd);
}

/** All that a project holds, without times and what follows from them. */
function contentOf(project: Project) {
  return {
    labels: Array.from(project.labels(), ({ id, label, who }) => ({ id, label, who })),
    classes: project.classes(),
    items: Array.from(project.items(), ({ id, path, hash, group, state }) => ({
      id,
      path,
      hash,
      group,
      state,
    })),
    exam: project.exam(),
    rounds: project.rounds().map(({ number, state, strategy, params }) => ({
      number,
      state,
      strategy,
      params,
      items: project
        .roundItems(number)
        .map(({ id, role, rank, score, why }) => ({ id, role, rank, score, why })),
    })),
    models: project.models().map(({ id, sha256, labels }) => ({ id, sha256, labels })),
    figures: evaluationsNow(project),
    answers: project.counts().events,
  };
}

/** The ids of the answers in the log, with what each said. */
function answersOf(project: Project): Map<string, string> {
  return new Map(
    Array.from(project.items(), ({ item }) => project.history(item))
      .flat()
      .map(({ id, ...event }) => [id, JSON.stringify(event)]),
  );
}

/** What is true of a project after every kill. @throws when it is not */
function lookAt(home: string, before: ReadonlyMap<string, string>): Map<string, string> {
  if (!existsSync(join(home, "project/querent.sqlite"))) return new Map();
  let project: Project;
  try {
    project = openProject(join(home, "project"));
  } catch (error) {
    if (before.size === 0 && /was never finished/.test((error as Error).message)) return new Map();
    throw error;
  }
  try {
    const problems = project.check();
    if (problems.length > 0) throw new Error(`It is not sound: ${problems.join("; ")}`);
    const now = answersOf(project);
    for (const [id, event] of before)
      if (now.get(id) !== event) throw new Error(`The answer ${id} is lost or another: it was ${event}.`);
    return now;
  } finally {
    project.close();
  }
}

/** What killing came to. */
export interface Kills {
  readonly kills: number;
  readonly lives: number; // whole lives of a project
  readonly byCommand: Readonly<Record<string, number>>;
}

/** How often each step is killed in one life, at most. */
const MOST_A_STEP = 3;

/**
 * Lives a project's life undisturbed, and then again and again with kills at moments drawn evenly from the time that each
 * command took, until there were so many. After each kill the project must open and be sound, and every answer that was
 * in the log, and whatever was said to be done, must be there; at the end of each life it must equal the first.
 *
 * @throws naming the step when something of that does not hold
 */
export async function killCommands(times: number, seed: number): Promise<Kills> {
  const draw = generator(keyFrom(seed));
  const home = await preparedHome();
  const homes = [home];
  try {
    const took: number[] = [];
    for (const one of life) took.push((await finish(home, one)).milliseconds);
    const wanted = readProject(home);
    const byCommand: Record<string, number> = {};
    let [kills, lives] = [0, 0];
    while (kills < times) {
      lives += 1;
      const other = `${home}-${lives}`;
      homes.push(other);
      mkdirSync(other);
      for (const name of ["images", "all.csv", "first.csv", "E.csv", "ids.csv"])
        cpSync(join(home, name), join(other, name), { recursive: true, preserveTimestamps: true });
      for (const [at, share] of shareOut(times - kills, draw).entries()) {
        await killStep(other, life[at], share, took[at], draw);
        byCommand[life[at].command] = (byCommand[life[at].command] ?? 0) + share;
        kills += share;
      }
      const now = readProject(other);
      for (const [what, content] of Object.entries(wanted))
        if (!isDeepStrictEqual(now[what as keyof typeof now], content))
          throw new Error(
            `After life ${lives} the ${what} differ from those of one undisturbed: ` +
              `${JSON.stringify(now[what as keyof typeof now])} is not ${JSON.stringify(content)}`,
          );
      rmSync(homes.pop()!, { recursive: true });
    }
    return { kills, lives, byCommand };
  } finally {
    for (const one of homes) rmSync(one, { recursive: true, force: true });
  }
}

/** How often each step is killed in this life, at random where there are fewer kills than places for them. */
function shareOut(kills: number, draw: Generator): number[] {
  const places = life.flatMap((_, at) => Array.from({ length: MOST_A_STEP }, () => at));
  const shares = life.map(() => 0);
  for (let left = Math.min(kills, places.length); left > 0; left -= 1)
    shares[places.splice(draw.integer(places.length), 1)[0]] += 1;
  return shares;
}

/** Runs a step to its end. @throws when that is not a good one */
async function finish(home: string, step: Step): Promise<Ended> {
  const ended = await run(home, step);
  if (ended.code !== 0) throw new Error(`${step.command} ended with ${ended.code}: ${ended.err}`);
  return ended;
}

/** Kills a step so often, and then lets it come to its end. */
async function killStep(
  home: string,
  one: Step,
  kills: number,
  milliseconds: number,
  draw: Generator,
): Promise<void> {
  let longest = milliseconds;
  let met = 0;
  try {
    let known = lookAt(home, new Map());
    while (met < kills) {
      const ended = await run(home, one, draw.uniform() * longest);
      if (ended.code === null) met += 1;
      else if (ended.code === 0)
        longest = ended.milliseconds; // the kill came too late: the command is given again
      else throw new Error(ended.err);
      if (one.command === "recover" && ended.code !== 0) continue; // it is damaged still, or again sound
      checkTold(home, ended);
      known = lookAt(home, known);
    }
    checkTold(home, await finish(home, one));
    lookAt(home, known);
  } catch (error) {
    throw new Error(`${one.command}, killed ${met} times: ${(error as Error).message}`, { cause: error });
  }
}

/** @throws when what a command said, before it was killed or at its end, is not so */
function checkTold(home: string, { out }: Ended): void {
  const lines = out.slice(0, out.lastIndexOf("\n") + 1).split("\n"); // a line may be half written
  const told = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Record<string, unknown>);
  if (told.every(({ event }) => event === "progress")) return;
  const project = openProject(join(home, "project"));
  try {
    for (const one of told)
      if (!isSo(project, one))
        throw new Error(`It said what is not so: ${JSON.stringify(one).slice(0, 200)}`);
  } finally {
    project.close();
  }
}

function isSo(project: Project, { event, ...told }: Record<string, unknown>): boolean {
  switch (event) {
    case "images":
      return project.counts().items === told.files;
    case "imported":
      return project.labelledCount() >= 16;
    case "trained":
    case "predicted":
      return project.model(told.model as string) !== undefined;
    case "groups":
      return Array.from(project.items()).filter(({ group }) => group !== undefined).length === told.images;
    case "classes":
      return isDeepStrictEqual(project.classes(), told.classes);
    case "recovered":
      return project.lastSeq() === told.events && (told.lost as unknown[]).length === 0;
    case "evaluation":
      return evaluationsNow(project).some(({ model }) => model === told.model);
    case "batch":
      return project.roundItems(told.round as number).length > 0;
    case "round": // of a simulation, or of an arm of a replay
      return told.arm !== undefined || project.counts().events >= (told.answers as number);
    case "done":
      return (told.files as string[]).every((file) => existsSync(resolve(project.folder, "..", file)));
    default:
      return ["progress", "note", "status", "exported", "embedded", "dataset", "estimate"].includes(
        event as string,
      );
  }
}

function readProject(home: string): ReturnType<typeof contentOf> & { readonly files: unknown } {
  const project = openProject(join(home, "project"));
  try {
    // A single file that was being written when the process was killed is left under a hidden name, a folder is not.
    const isWhole = (name: string): boolean => !/^\.(?!out\.).*\.tmp$/.test(name);
    const files = (below: string): string[] => readdirSync(join(home, below)).filter(isWhole).toSorted();
    return {
      ...contentOf(project),
      files: {
        here: files("."),
        models: readdirSync(join(home, "project/models")).toSorted(),
        embeddings: files("project/embeddings"),
        out: files("out"),
        labels: readFileSync(join(home, "out/labels.csv"), "utf8").replaceAll(
          /\d{4}-\d\d-\d\dT[\d:.]+Z/g,
          "now",
        ),
        batch: readFileSync(join(home, "batch.csv"), "utf8"),
        predictions: readFileSync(join(home, "predictions.csv"), "utf8"),
        replayed: JSON.parse(readFileSync(join(home, "report/report.json"), "utf8")) as unknown,
      },
    };
  } finally {
    project.close();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { times: { type: "string", default: "50" }, seed: { type: "string", default: "1" } },
  });
  const began = performance.now();
  const { kills, lives, byCommand } = await killCommands(Number(values.times), Number(values.seed));
  const each = Object.entries(byCommand).map(([command, times]) => `${command} ${times}`);
  console.log(
    `Killed ${kills} times (${each.join(", ")}) in ${lives} lives of a project, ` +
      `${Math.round((performance.now() - began) / 1000)} s: each time it opened sound with every answer, went on, and ` +
      "ended as one undisturbed.",
  );
}
