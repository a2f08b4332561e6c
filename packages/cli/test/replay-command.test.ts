/** `querent replay` as a user meets it: in a process of its own, with good and bad input, killed, and twice. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { squareImage, writeImageFolder } from "./image-folder.ts";
import { querentIn, type QuerentIn } from "./querent-in.ts";

let home: string;
let querent: QuerentIn;
let images: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "querent-cli-"));
  querent = querentIn(home);
  images = await writeImageFolder(join(home, "squares"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const small =
  "--initial 4 --batch 3 --rounds 2 --trials 2 --epochs 2 --strategies random,random+module,learning-loss,core-set --threads 1".split(
    " ",
  );

const report = (folder: string): string => readFileSync(join(home, folder, "report.json"), "utf8");

test("writes its reports, the same bytes twice, in one process or in two", () => {
  const first = querent.run("replay", images, ...small, "--out", "one", "--workers", "1");
  expect(first.err).not.toMatch(/querent:/);
  expect(first.code).toBe(0);
  expect(first.out).toMatch(/squares: 48 training and 20 test images, 2 classes\./);
  expect(first.out).toMatch(/\d+ trainings in 1 process of 1 thread: about/);
  expect(readdirSync(join(home, "one")).toSorted()).toEqual([
    "curves.svg",
    "journal",
    "report.html",
    "report.json",
    "timings.json",
  ]);
  const second = querent.run("replay", images, ...small, "--out", "two", "--workers", "2");
  expect(second.code).toBe(0);
  expect(report("two")).toBe(report("one"));
  expect(report("one")).not.toContain(home);
});

test("with --json every line is an object, ending with the files", () => {
  const { code, out } = querent.run("replay", images, ...small, "--out", "one", "--workers", "1", "--json");
  const events = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { event: string; resumed?: boolean });
  expect(code).toBe(0);
  expect(events.map(({ event }) => event)).toEqual(
    expect.arrayContaining(["dataset", "estimate", "round", "done"]),
  );
  expect(events.filter(({ event, resumed }) => event === "round" && resumed !== true)).toEqual([]);
});

test("killed in the middle it goes on to the same report", async () => {
  const args = ["replay", images, ...small, "--out", "killed", "--workers", "2"];
  const { child } = querent.start(...args);
  await querent.reach(6, "killed", child);
  child.kill("SIGKILL");
  expect(existsSync(join(home, "killed", "report.json"))).toBe(false);
  // Orphaned workers notice that their parent is gone and stop by themselves.
  await sleep(1500);
  const kept = querent.rounds("killed");
  await sleep(500);
  expect(querent.rounds("killed")).toBe(kept);
  expect(querent.run(...args).code).toBe(0);
  querent.run("replay", images, ...small, "--out", "whole", "--workers", "1");
  expect(report("killed")).toBe(report("whole"));
});

test("odd files are named, counted and left out; a PNG named .jpg is an image", async () => {
  const folder = await writeImageFolder(join(home, "odd"));
  const whole = await squareImage(0, "whole").jpeg().toBuffer();
  writeFileSync(join(folder, "train/dark/truncated.jpg"), whole.subarray(0, whole.length / 2));
  writeFileSync(join(folder, "train/dark/notes.txt"), "not an image");
  writeFileSync(join(folder, "train/dark/lies.jpg"), "not an image either");
  writeFileSync(join(folder, "train/light/really-a.jpg"), await squareImage(1, "png").png().toBuffer());
  const { code, out } = querent.run("replay", folder, ...small, "--out", "odd-out", "--workers", "1");
  expect(code).toBe(0);
  expect(out).toMatch(/odd: 49 training and 20 test images/);
  expect(out).toMatch(/3 files were left out:/);
  for (const name of ["truncated.jpg", "notes.txt", "lies.jpg"]) expect(out).toContain(name);
});

test("a folder with other settings is refused, and --restart takes it", () => {
  const other = [...small, "--seed", "2", "--out", "one", "--workers", "1"];
  const refused = querent.run("replay", images, ...other);
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/holds a replay with other settings \(.*seed 1, now 2.*\).*--restart/);
  expect(querent.run("replay", images, ...other, "--restart").code).toBe(0);
});

const refusals: [string, number, RegExp, () => string[]][] = [
  ["a missing folder", 1, /nowhere/, () => ["replay", join(home, "nowhere")]],
  ["an empty folder", 1, /empty/, () => ["replay", folderOf("empty", [])]],
  ["an empty class", 1, /hollow/, () => ["replay", folderOf("with-hollow", ["full/a.jpg", "hollow/"])]],
  ["one class only", 1, /at least two class folders/, () => ["replay", folderOf("single", ["only/a.jpg"])]],
  [
    "a batch beyond the pool",
    1,
    /batch must be .*; got 500\./,
    () => ["replay", images, "--initial", "4", "--batch", "500"],
  ],
  [
    "a budget beyond the pool",
    1,
    /Lower one of them/,
    () => ["replay", images, "--initial", "4", "--batch", "20"],
  ],
  [
    "an unknown strategy",
    1,
    /one of random, .*; got "best"/,
    () => ["replay", images, "--initial", "4", "--batch", "2", "--strategies", "best"],
  ],
  ["groups of classes", 1, /--group is for boxes and joints/, () => ["replay", images, "--group", "(a)"]],
  [
    "a group pattern without brackets",
    1,
    /must have brackets/,
    () => ["replay", images, "--task", "detection", "--group", "a"],
  ],
  ["an unknown network", 2, /--network must be one of small, /, () => ["replay", images, "--network", "big"]],
  [
    "a network of another task",
    2,
    /--network must be one of compact, .*; got "small"/,
    () => ["replay", images, "--task", "detection", "--network", "small"],
  ],
  [
    "a recipe that a task does not have",
    2,
    /--recipe must be one of cpu, paper; got "quick"/,
    () => ["replay", images, "--task", "pose", "--recipe", "quick"],
  ],
  [
    "an unknown task",
    2,
    /--task must be one of classification, detection, pose/,
    () => ["replay", images, "--task", "depth"],
  ],
  ["images without boxes", 1, /boxes|COCO|VOC/, () => ["replay", images, "--task", "detection"]],
  [
    "half a trial",
    2,
    /--trials must be an integer at least 1; got "0.5"/,
    () => ["replay", images, "--trials", "0.5"],
  ],
  ["an unknown option", 2, /unknown option/, () => ["replay", images, "--fast"]],
  ["an unknown command", 2, /unknown command/, () => ["guess"]],
  [
    "a provider that is not there",
    1,
    /The provider cuda was asked for/,
    () => ["replay", images, ...small, "--provider", "cuda"],
  ],
  [
    "an out folder that is a file",
    1,
    /cannot be written/,
    () => ["replay", images, ...small, "--workers", "1", "--out", fileCalled("in-the-way")],
  ],
];

test.each(refusals)(
  "%s: one clear sentence, exit code %i, nothing half-written",
  (name, code, words, args) => {
    const out = `refused-${name.replaceAll(" ", "-")}`;
    const given = args();
    const outcome = querent.run(...given, ...(given.includes("--out") ? [] : ["--out", out]));
    expect(outcome.err).toMatch(words);
    expect(outcome.err).not.toMatch(/\n\s+at |internal:/);
    expect(outcome.code).toBe(code);
    expect(existsSync(join(home, out, "report.json"))).toBe(false);
  },
);

/** A folder with the named files (each a small JPEG's name, empty inside) and folders (ending in a slash). */
function folderOf(name: string, entries: readonly string[]): string {
  const root = join(home, name);
  mkdirSync(root, { recursive: true });
  for (const entry of entries) {
    mkdirSync(join(root, entry, entry.endsWith("/") ? "." : ".."), { recursive: true });
    if (!entry.endsWith("/")) writeFileSync(join(root, entry), "");
  }
  return root;
}

function fileCalled(name: string): string {
  writeFileSync(join(home, name), "");
  return name;
}
