/** The commands of a project as a user meets them: what they say, and what they refuse. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openProject } from "@querent/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { squareImage } from "./image-folder.ts";
import { querentIn, type Outcome } from "./querent-in.ts";
import { runHere } from "./run-here.ts";

const count = 30;
const settings = "--task classification --recipe quick --epochs 1 --exam 3";

let home: string;
const run = (line: string): Promise<Outcome> => runHere(...line.split(" "));
const back = process.cwd();

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "querent-project-"));
  process.chdir(home);
  process.env.XDG_CACHE_HOME = join(home, "cache");
  mkdirSync(join(home, "images"));
  const rows: string[] = [];
  for (let i = 0; i < count; i += 1) {
    writeFileSync(
      join(home, `images/i${i}.jpg`),
      await squareImage(i % 2, `${i}`)
        .jpeg()
        .toBuffer(),
    );
    rows.push(`i${i}.jpg,${i % 2 === 0 ? "dark" : "light"}`);
  }
  writeFileSync(join(home, "all.csv"), `path,label\n${rows.join("\n")}\n`);
  writeFileSync(join(home, "some.csv"), `path,label\n${rows.slice(0, 12).join("\n")}\n`);
  writeFileSync(
    join(home, "one-class.csv"),
    `path,label\n${rows.filter((row) => row.endsWith("dark")).join("\n")}\n`,
  );
  expect((await run(`init empty --images images --classes dark,light ${settings}`)).code).toBe(0);
  expect((await run(`init labelled --images images --classes dark,light ${settings}`)).code).toBe(0);
  expect((await run("import labelled some.csv")).code).toBe(0);
}, 60_000);
afterAll(() => {
  process.chdir(back);
  rmSync(home, { recursive: true, force: true });
});

const write = (name: string, content: string): string => {
  writeFileSync(join(home, name), content);
  return name;
};

/** Every file below a folder of the test, with its content; databases by their events. */
function everything(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.includes("/cache/") || /-(wal|shm)$/.test(path)) continue;
    found[path] = entry.name === "querent.sqlite" ? eventsIn(path) : readFileSync(path, "latin1");
  }
  return found;
}

/** What a project holds; jobs that failed are no part of it. */
function eventsIn(file: string): string {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return JSON.stringify(
      ["events", "items", "files", "rounds", "round_items", "models"].map((table) =>
        db.prepare(`SELECT count(*) AS n FROM ${table}`).get(),
      ),
    );
  } catch {
    return "no project";
  } finally {
    db.close();
  }
}

type Make = () => string;

/** A name, the exit code, what the sentence holds, and the command line. */
const refusals: readonly [string, number, RegExp, Make][] = [
  [
    "no project there",
    1,
    /nowhere must hold a project \(querent\.sqlite\); it does not\. Make one with "querent init"/,
    () => "status nowhere",
  ],
  [
    "a project of a newer version",
    1,
    /newer was made by a newer version of Querent.*Update Querent/,
    () => {
      cpSync(join(home, "empty"), join(home, "newer"), { recursive: true });
      const db = new DatabaseSync(join(home, "newer/querent.sqlite"));
      db.exec("PRAGMA user_version = 99");
      db.close();
      return "status newer";
    },
  ],
  [
    "a damaged project",
    1,
    /damaged.*querent recover/,
    () => {
      cpSync(join(home, "empty"), join(home, "damaged"), { recursive: true });
      writeFileSync(join(home, "damaged/querent.sqlite"), "no database at all, but some text");
      return "next damaged";
    },
  ],
  [
    "no folder of images",
    1,
    /The images must lie in a folder; .*nowhere is none/,
    () => `init new --images nowhere ${settings}`,
  ],
  [
    "a file for a folder of images",
    1,
    /The images must lie in a folder; .*all\.csv is none/,
    () => `init new --images all.csv ${settings}`,
  ],
  [
    "no folder to look in again",
    1,
    /The images must lie in a folder; .*nowhere is none/,
    () => "index labelled --images nowhere",
  ],
  ["no task", 2, /required option '--task <task>' not specified/, () => "init new --images images"],
  [
    "an unknown network",
    2,
    /--network must be one of small, .*; got "large"/,
    () => `init new --images images ${settings} --network large`,
  ],
  [
    "an unknown recipe",
    2,
    /--recipe must be one of .*; got "slow"/,
    () => "init new --images images --task pose --from all.csv --recipe slow",
  ],
  [
    "a group pattern that is none",
    1,
    /must have brackets around what makes the group.*got "abc"/,
    () => `init new --images images ${settings} --group abc`,
  ],
  [
    "a class twice",
    2,
    /--classes names "a" twice/,
    () => `init new --images images ${settings} --classes a,a`,
  ],
  [
    "classes from two places",
    2,
    /--classes and --from both name the classes/,
    () => `init new --images images ${settings} --classes a --from all.csv`,
  ],
  [
    "a pose without its skeleton",
    2,
    /--task pose needs --from/,
    () => "init new --images images --task pose",
  ],
  [
    "a project of other images",
    1,
    /labelled is a project already, of classification on .*images, and its images is not what was given/,
    () => `init labelled --images . ${settings}`,
  ],
  [
    "a project with other settings",
    1,
    /and its examSize is not what was given/,
    () => "init labelled --images images --task classification --recipe quick --epochs 1 --exam 5",
  ],
  [
    "a folder with other files",
    1,
    /images must be empty to become a project; it holds i\d+\.jpg/,
    () => `init images --images images ${settings}`,
  ],
  [
    "a file for a project",
    1,
    /all\.csv must be a folder, but a file stands there/,
    () => `init all.csv --images images ${settings}`,
  ],

  [
    "no labels",
    1,
    /Training needs at least 2 labelled images outside the exam set; there are none/,
    () => "train empty",
  ],
  ["a test of nothing", 1, /Training needs at least 2 labelled images/, () => "evaluate empty"],
  [
    "an unknown strategy",
    2,
    /--strategy: A strategy must be one of random, .*; got "luck"/,
    () => "next labelled --strategy luck",
  ],
  ["no batch", 2, /--batch must be an integer at least 1; got "0"/, () => "next labelled --batch 0"],
  [
    "a share above one",
    2,
    /--random-share must be a number in \[0, 1\]; got "2"/,
    () => "next labelled --random-share 2",
  ],

  ["no labels file there", 1, /gone\.csv does not exist/, () => "import labelled gone.csv"],
  [
    "a file that is no labels file",
    1,
    /notes\.txt must be labels that can be read/,
    () => `import labelled ${write("notes.txt", "hello")}`,
  ],
  ["JSON that is none", 1, /bad\.json/, () => `import labelled ${write("bad.json", "{ not JSON")}`],
  ["JSON of something else", 1, /other\.json/, () => `import labelled ${write("other.json", '{"a": 1}')}`],
  ["a table without labels", 1, /empty\.csv/, () => `import labelled ${write("empty.csv", "path,label\n")}`],
  [
    "labels of other images",
    1,
    /must have a label of an image of the project; it has 1 images, 1 of them not in the project, such as "z\.jpg"/,
    () => `import labelled ${write("others.csv", "path,label\nz.jpg,dark\n")}`,
  ],
  [
    "a label of an unknown class",
    1,
    /has labels of "odd", which the project does not have; it has "dark", "light"/,
    () => `import labelled ${write("odd.csv", "path,label\ni0.jpg,odd\n")}`,
  ],
  [
    "boxes for classes",
    1,
    /./,
    () =>
      `import labelled ${write("boxes.json", '{"images":[{"id":1,"file_name":"i0.jpg","width":12,"height":12}],"annotations":[],"categories":[]}')}`,
  ],
  ["a format that does not fit", 1, /./, () => "import labelled all.csv --format voc"],
  [
    "an unknown format",
    2,
    /--format must be one of .*; got "xls"/,
    () => "import labelled all.csv --format xls",
  ],

  [
    "nothing to export",
    1,
    /There is nothing to export: no image of the project has a label/,
    () => "export empty --format csv --out nothing",
  ],
  [
    "a folder that is not empty",
    1,
    /full must be empty, or a folder that is to be made: it holds files/,
    () => {
      mkdirSync(join(home, "full"), { recursive: true });
      write("full/mine.txt", "mine");
      return "export labelled --format csv --out full";
    },
  ],
  ["a format for other labels", 1, /classification/, () => "export labelled --format yolo --out yolo"],

  [
    "a class that is not there",
    1,
    /The project has no class "cat"; it has dark, light/,
    () => "classes labelled --rename cat=dog",
  ],
  [
    "a class merged into itself",
    2,
    /--merge must be two different names; got "dark" twice/,
    () => "classes labelled --merge dark=dark",
  ],
  ["a name that is taken", 1, /light/, () => "classes labelled --rename dark=light"],
  ["one of two changes that cannot be", 1, /light/, () => "classes labelled --add new --rename dark=light"],
  [
    "a pair that is none",
    2,
    /--merge must be two names with = between them; got "dark"/,
    () => "classes labelled --merge dark",
  ],

  [
    "an oracle that is always wrong",
    2,
    /--noise must be a number in \[0, 1\); got "1"/,
    () => "simulate empty --labels all.csv --budget 9 --noise 1",
  ],
  [
    "a difficulty without noise",
    2,
    /--difficulty says where the oracle is wrong more often: give --noise too/,
    () => "simulate empty --labels all.csv --budget 9 --difficulty all.csv",
  ],
  [
    "a difficulty that is no number",
    1,
    /d\.csv, line 2: difficulty must be a number; got "hard"/,
    () =>
      `simulate empty --labels all.csv --budget 9 --noise 0.1 --difficulty ${write("d.csv", "id,difficulty\ni0.jpg,hard\n")}`,
  ],
  ["no budget", 2, /required option '--budget <n>' not specified/, () => "simulate empty --labels all.csv"],
  [
    "labels of classes that are not there",
    1,
    /has labels of "odd", which the project does not have/,
    () => `simulate empty --labels ${write("odd.csv", "path,label\ni0.jpg,odd\n")} --budget 9`,
  ],
  [
    "both a project and files to test",
    2,
    /Give a project, or --ground-truth and --predictions; not both/,
    () => "evaluate labelled --ground-truth all.csv",
  ],
  ["a target that is none", 2, /--target must be/, () => "status labelled --target 0"],
];

test.each(refusals)(
  "%s: one clear sentence, exit code %i, nothing written",
  async (_, code, wanted, make) => {
    const line = make();
    const before = everything();
    const outcome = await run(line);
    expect(outcome.err).toMatch(wanted);
    expect(outcome.err).not.toMatch(/\n\s+at |internal:/);
    const sentences = outcome.err.split("\n").filter((text) => text.startsWith("querent: "));
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(/\.$|^querent: required option/);
    expect(outcome.code).toBe(code);
    expect(everything()).toEqual(before);
  },
);

const isRoot = process.getuid?.() === 0;
const main = join(import.meta.dirname, "../src/main.ts");

/** In a process of its own, as the user "nobody" where this one is root, which may write anywhere. */
function runAsNobody(...args: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--conditions=source", main, ...args], {
    cwd: home,
    encoding: "utf8",
    env: { ...process.env, XDG_CACHE_HOME: join(home, "nobody") },
    ...(isRoot && { uid: 65_534, gid: 65_534 }),
  });
  return { code: status, out: stdout, err: stderr };
}

test.skipIf(process.platform === "win32" /* it has no such permissions */)(
  "a project that may not be written, and a place where none may be made: a sentence, and all stays",
  () => {
    chmodSync(home, 0o755);
    cpSync(join(home, "labelled"), join(home, "locked"), { recursive: true });
    chmodSync(join(home, "locked"), 0o555);
    const before = everything();
    for (const args of [
      ["import", "locked", "all.csv"],
      ["init", "made", ..."--images images --task classification".split(" ")],
    ]) {
      const { code, err } = runAsNobody(...args);
      expect(err).toMatch(/^querent: .*(must be readable and writable|cannot be read or written|permission)/);
      expect(code).toBe(1);
    }
    chmodSync(join(home, "locked"), 0o755);
    expect(everything()).toEqual(before);
  },
);

/** A file system of so many kilobytes; undefined where none may be mounted. */
function smallDisk(name: string, kilobytes: number): string | undefined {
  const folder = join(home, name);
  mkdirSync(folder);
  const args = ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder];
  return spawnSync("mount", args).status === 0 ? folder : undefined;
}

test("a full disk: a sentence, nothing half-written, and with room it goes on", async ({ skip }) => {
  const disk = smallDisk("disk", 3000);
  if (disk === undefined) return skip("no file system may be mounted here");
  try {
    expect((await run(`init disk/project --images images --classes dark,light ${settings}`)).code).toBe(0);
    const fill = (spare: number): void => {
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(join(disk, "filler"), Buffer.alloc(Math.max(0, bavail * bsize - spare)));
    };
    const full = async (line: string): Promise<void> => {
      const { code, err } = await run(line);
      expect(err).toMatch(/^querent: .*(is full|its free space).*\.$/m);
      expect(code).toBe(1);
      rmSync(join(disk, "filler"));
      const project = openProject(join(disk, "project"));
      expect(project.check()).toEqual([]);
      project.close();
    };
    fill(0);
    await full("import disk/project all.csv");
    expect((await run("import disk/project all.csv")).code).toBe(0);
    fill(120_000);
    await full("train disk/project --threads 1");
    expect(readdirSync(join(disk, "project/models"))).toEqual([]);
    fill(4096);
    await full("export disk/project --format csv --copy-images --out disk/out");
    expect(readdirSync(disk)).toEqual(["project"]);
    const { code } = await run("export disk/project --format csv --copy-images --out disk/out");
    expect(code).toBe(0);
  } finally {
    spawnSync("umount", [disk]);
  }
});

test("images that cannot be read are named, and everything else is done without them", async () => {
  mkdirSync(join(home, "odd images"));
  for (let i = 0; i < 12; i += 1) cpSync(join(home, `images/i${i}.jpg`), join(home, `odd images/i${i}.jpg`));
  write("odd images/empty.jpg", "");
  write("odd images/text.jpg", "text");
  const cut = readFileSync(join(home, "images/i12.jpg"));
  writeFileSync(join(home, "odd images/i12.jpg"), cut.subarray(0, cut.length - 60)); // its headers are whole
  const init = "init|odd|--images|odd images|--task|classification|--recipe|quick|--epochs|1|--exam|1";
  const { out, code } = await runHere(...init.split("|"));
  expect(out).toMatch(/Cannot be used \(2\):\n {2}.*\n {2}/);
  expect(code).toBe(0);
  expect((await run("import odd all.csv")).code).toBe(0);
  const trained = await run("train odd --threads 1");
  expect(trained.err).not.toMatch(/querent: /);
  expect(trained.code).toBe(0);
  expect((await run("status odd")).out).toMatch(/3 cannot be used/); // the one whose end is missing too
});

test("init goes on with what it made: given again it looks for new images, killed before it began it begins", async () => {
  const init = `init twice --images images --classes dark,light ${settings}`;
  mkdirSync(join(home, "twice"));
  new DatabaseSync(join(home, "twice/querent.sqlite")).close(); // as a kill leaves it before the first table
  expect((await run(init)).out).toMatch(/30 images, 30 of them new\.\nClasses: dark, light\./);
  expect((await run("classes twice --rename dark=black --add odd,strange")).code).toBe(0);
  for (const _ of ["given", "and again"])
    expect((await run("classes twice --add black,odd --merge strange=odd")).out).toMatch(
      /^class +images +labels\nblack .*\nlight .*\nodd .*\n$/,
    );
  const again = await run(init);
  expect(again.out).toMatch(/30 images, 0 of them new\./);
  expect(again.out).toMatch(/Classes: black, light, odd\./);
  expect(again.code).toBe(0);
});

test("a life in few commands: what each says", async () => {
  expect((await run(`init life --images images --classes dark,light ${settings}`)).code).toBe(0);
  const first = await run("next life --batch 25 --threads 1");
  expect(first.out).toMatch(/^Exam set: 3 images drawn at random from 30/);
  expect(first.out).toMatch(/\nimage +role +why\n/);
  expect(first.out).toMatch(/\nand 8 more; --out FILE has them all\n/);
  expect(first.out).toMatch(
    /Round 0, initial: 28 images to label \(25 drawn at random to begin with, 3 for the exam set\)\./,
  );
  const again = await run("next life --batch 3 --threads 1 --out batch.csv");
  expect(again.out).toMatch(/^Round 0 is not all answered: these are left of it\./);
  expect(readFileSync(join(home, "batch.csv"), "utf8").split("\n")).toHaveLength(1 + 28 + 1);

  expect((await run("status life")).out).toMatch(/30 images: 0 labelled, 30 not\./);
  expect((await run("import life some.csv")).out).toMatch(/12 labels imported from csv\./);
  expect((await run("import life some.csv")).out).toMatch(
    /0 labels imported from csv; 12 were given by .* before\./,
  );
  expect((await run("import life all.csv")).out).toMatch(/18 labels imported from csv; 12 were given/);
  expect((await run("train life --threads 1")).out).toMatch(
    /Model [0-9a-f]{16}: 27 images, \d+ steps, .*\n {2}models\//,
  );
  expect((await run("evaluate life --threads 1")).out).toMatch(
    /95 % interval .*\n\(wilson, 3 images of the exam set\)\./,
  );
  const status = await run("status life --target 0.9 --budget 30");
  expect(status.out).toMatch(/budget +stop/);
  for (const line of status.out.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  const told = JSON.parse((await run("status life --json")).out) as Record<string, never>;
  expect(JSON.stringify(told)).not.toMatch(/draws|predicted/);
  expect(told).toMatchObject({ event: "status", exam: { items: 3, labelled: 3 }, curve: [{ labels: 27 }] });
  expect((await run("next life --exam 2")).err).toMatch(
    /--exam must be at least 3, the images that it has; got 2/,
  );
  const losses = await run("export life --format csv --parts --out life.csv");
  expect(losses.out).toMatch(/1 file written to life\.csv\./);
  expect((await run("export life --format csv --out life.csv")).err).toMatch(/is there already/);
});

test("a simulation says each round, spends its budget, and goes on where it was", async () => {
  expect((await run(`init simulated --images images --classes dark,light ${settings}`)).code).toBe(0);
  const simulate = "simulate simulated --labels all.csv --batch 5 --threads 1 --noise 0.1 --budget";
  const first = await run(`${simulate} 13`);
  expect(first.err).not.toMatch(/querent: /);
  expect(first.out).toMatch(
    /Round 0: 8 answers, trained on 5, accuracy .*\nRound 1: 13 answers, trained on 10, accuracy/,
  );
  const more = await run(`${simulate} 18`);
  expect(more.out).toMatch(/Round 1: 13 answers.*\n(.*\n)*Round 2: 18 answers/);
  expect((await run("next simulated --exam 5 --batch 4 --threads 1")).code).toBe(0);
});

test.skipIf(process.platform === "win32" /* it has no SIGINT for other processes */)(
  "Ctrl-C stops a simulation after the current step, and the same command goes on",
  async () => {
    expect((await run(`init stopped --images images --classes dark,light ${settings}`)).code).toBe(0);
    const line = "simulate stopped --labels all.csv --batch 4 --threads 1 --budget 23".split(" ");
    const { child, ended } = querentIn(home).start(...line);
    await new Promise<void>((resolve) =>
      child.stdout!.on("data", (said: Buffer) => said.toString().includes("Round 0") && resolve()),
    );
    child.kill("SIGINT");
    const { code, err } = await ended;
    expect(err).toMatch(/Stopping after the current step/);
    expect(err).toMatch(
      /querent: Stopped\. What was done is kept: give the same command again to go on\.\n$/,
    );
    expect(code).toBe(130);
    expect((await runHere(...line)).out).toMatch(/Round 4: 23 answers/);
  },
);
