import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stripedImages, stripesSubject } from "../test/striped-images.ts";
import { stripesPlan } from "../test/stripes-plan.ts";
import { runReplay } from "./run-replay.ts";
import { writeReplay } from "./write-replay.ts";

const dataset = stripedImages();
const subject = stripesSubject(dataset);
const plan = stripesPlan(dataset, { strategies: ["random", "learning-loss"], rounds: 2 });
let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "outputs-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

test("writes report, page, curves and times; only the times and the page that shows them may change", async () => {
  const once = async (folder: string): Promise<Record<string, string>> => {
    const run = { plan, subject, out: join(out, folder) };
    const { files } = await writeReplay(run, await runReplay(run), { command: "querent replay stripes" });
    expect(files.map((file) => readFileSync(file, "utf8").length > 0)).toEqual([true, true, true, true]);
    return Object.fromEntries(
      ["report.json", "curves.svg"].map((name) => [name, readFileSync(join(out, folder, name), "utf8")]),
    );
  };
  const first = await once("a");
  expect(await once("b")).toEqual(first);
  expect(readdirSync(join(out, "a")).sort()).toEqual([
    "curves.svg",
    "journal",
    "report.html",
    "report.json",
    "timings.json",
  ]);
  const report = JSON.parse(first["report.json"]);
  expect(Object.keys(report)).toEqual(["version", "dataset", "task", "settings", "arms", "summary"]);
  expect(first["report.json"]).not.toContain(out);
  expect(report.arms[1].trials[0].curve[0]).toMatchObject({ labels: 10, annotations: 10 });
});

test("the times add up", async () => {
  const run = { plan, subject, out };
  const { timings } = await writeReplay(run, await runReplay(run));
  const sum = timings.rounds.flatMap(({ seconds }) => Object.values(seconds)).reduce((a, b) => a + b, 0);
  expect(timings.seconds).toBeCloseTo(sum, 1);
  expect(timings.rounds).toHaveLength(2 * 2 * 3);
  expect(timings.seconds).toBeGreaterThan(0);
});

test("what stands in the way is said, and nothing is left half-written", async () => {
  const run = { plan, subject, out };
  const rounds = await runReplay(run);
  mkdirSync(join(out, "report.html"));
  await expect(writeReplay(run, rounds)).rejects.toThrow(
    /report\.html cannot be written: a folder of that name/,
  );
  expect(readdirSync(out).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});
