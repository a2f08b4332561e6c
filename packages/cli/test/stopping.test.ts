/** How `querent` ends when it is interrupted, when a worker fails, and when nobody reads its output. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeImageFolder } from "./image-folder.ts";
import { querentIn, type QuerentIn } from "./querent-in.ts";

let home: string;
let replay: string[];
let querent: QuerentIn;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "querent-stop-"));
  querent = querentIn(home);
  const images = await writeImageFolder(join(home, "squares"));
  const settings =
    "--initial 4 --batch 3 --rounds 3 --trials 2 --epochs 4 --strategies random,learning-loss,core-set --threads 1";
  replay = ["replay", images, ...settings.split(" ")];
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const report = (out: string): string => readFileSync(join(home, out, "report.json"), "utf8");

/** True while a process of the group lives. */
function groupLives(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

const interrupts: [string, string, (pid: number) => void][] = [
  ["to the whole group, as Ctrl-C sends it", "2", (pid) => process.kill(-pid, "SIGINT")],
  ["to the command alone, with workers", "2", (pid) => process.kill(pid, "SIGINT")],
  ["to the command alone, without workers", "1", (pid) => process.kill(pid, "SIGINT")],
  ["to the command alone, as a polite kill", "2", (pid) => process.kill(pid, "SIGTERM")],
];

test.skipIf(process.platform === "win32" /* it has no process groups */).each(interrupts)(
  "an interrupt %s: exit code 130, finished rounds are kept, no worker stays",
  async (name, workers, interrupt) => {
    const out = name.replaceAll(/\W+/g, "-");
    const { child, ended } = querent.start(...replay, "--out", out, "--workers", workers);
    await querent.reach(4, out, child);
    interrupt(child.pid!);
    const { code, err } = await ended;
    expect(err).toMatch(/Stopping after the current step/);
    expect(err).toMatch(
      /querent: Stopped\. Finished rounds are kept: give the same command again to go on\.\n$/,
    );
    expect(code).toBe(130);
    expect(groupLives(child.pid!)).toBe(false);
    const kept = querent.rounds(out);
    expect(kept).toBeGreaterThanOrEqual(4);
    expect(kept).toBeLessThan(24);
  },
);

test("interrupted before the first round, it stops as well, and goes on to the report of one never stopped", async () => {
  const args = [...replay, "--out", "early", "--workers", "2"];
  const { child, ended } = querent.start(...args);
  child.stdout!.once("data", () => child.kill("SIGINT")); // the data set is told, the estimate has begun
  const { code } = await ended;
  expect(code).toBe(130);
  expect(groupLives(child.pid!)).toBe(false);
  expect(querent.run(...args).code).toBe(0);
  expect(querent.run(...replay, "--out", "whole", "--workers", "1").code).toBe(0);
  expect(report("early")).toBe(report("whole"));
});

test("what a worker cannot do is one sentence and exit code 1", () => {
  const args = [...replay, "--out", "damaged", "--workers", "2"];
  expect(querent.run(...args).code).toBe(0);
  writeFileSync(join(home, "damaged/journal/trial-2.core-set.round-1.json"), "{");
  const { code, err } = querent.run(...args);
  const failures = err.split("\n").filter((line) => line.startsWith("querent: "));
  expect(failures).toEqual([
    expect.stringMatching(
      /trial-2\.core-set\.round-1\.json is damaged: remove it to repeat that round, or start/,
    ),
  ]);
  expect(err).not.toMatch(/\n\s+at /);
  expect(code).toBe(1);
});

test("it ends without a word when nobody reads what it writes", async () => {
  const { child, ended } = querent.start("strategies");
  child.stdout!.destroy();
  expect(await ended).toMatchObject({ code: 141, err: "" });
});

test("alone it shows its commands; a misspelt one is named with what may be meant", () => {
  const alone = querent.run();
  expect(alone.code).toBe(2);
  for (const words of ["demo", "replay", "strategies", "Examples:"]) expect(alone.err).toContain(words);
  const misspelt = querent.run("reply");
  expect(misspelt.code).toBe(2);
  expect(misspelt.err).toBe(
    "querent: unknown command 'reply'\n(Did you mean replay?)\n(add --help for the options and an example)\n",
  );
});

test("with --json wrong use is an object too", () => {
  const { code, out } = querent.run("replay", "--json");
  expect(JSON.parse(out)).toEqual({ event: "error", message: "missing required argument 'dataset'" });
  expect(code).toBe(2);
});
