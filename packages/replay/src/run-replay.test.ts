import { randomUUID } from "node:crypto";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { softmaxLearner } from "../test/softmax-learner.ts";
import { stripedImages, stripesLearnerSettings, stripesSubject } from "../test/striped-images.ts";
import { stripesPlan } from "../test/stripes-plan.ts";
import { buildReport } from "./build-report.ts";
import type { ReplayProgress } from "./replay-progress.ts";
import { reportJson } from "./report-json.ts";
import { runReplay } from "./run-replay.ts";
import type { ReplayRun } from "./run-replay.ts";

const dataset = stripedImages();
const plan = stripesPlan(dataset);
const subject = stripesSubject(dataset);
let out: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "replay-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

async function reportOf(over: Partial<ReplayRun> = {}): Promise<string> {
  const run = { plan, subject, out, ...over };
  return reportJson(buildReport(run.plan, subject, await runReplay(run)));
}

test("repeats byte for byte, and a finished replay is not run again", async () => {
  const first = await reportOf();
  let steps = 0;
  const again = await reportOf({ progress: ({ kind }) => (steps += kind === "step" ? 1 : 0) });
  expect(again).toBe(first);
  expect(steps).toBe(0);
  expect(await reportOf({ restart: true })).toBe(first);
});

test("killed in the middle and continued, it ends in the same report", async () => {
  const child = spawn(
    process.execPath,
    ["--conditions=source", join(import.meta.dirname, "../test/replay-child.ts"), out],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const gone = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
  const rounds = (): string[] =>
    readdirSync(join(out, "journal")).filter((name) => /^trial.*json$/.test(name));
  while (!readdirSync(out).includes("journal") || rounds().length < 7) {
    expect(child.exitCode).toBeNull();
    await sleep(5);
  }
  child.kill("SIGKILL");
  expect(await gone).toBe("SIGKILL");
  const kept = rounds().length;
  expect(kept).toBeLessThan(40);
  const events: ReplayProgress[] = [];
  const continued = await reportOf({ progress: (event) => events.push(event) });
  expect(events.filter((event) => event.kind === "round" && event.resumed)).toHaveLength(kept);
  expect(continued).toBe(await reportOf({ restart: true }));
});

test("stops between steps when asked, and continues", async () => {
  const abort = { aborted: false };
  const stop = (event: ReplayProgress): void => {
    abort.aborted = event.kind === "step" && event.round === 2 && event.step === 3;
  };
  await expect(reportOf({ abort, progress: stop })).rejects.toThrow(
    /^The replay was stopped after 10 of 40 rounds; give the same command again to continue it\.$/,
  );
  expect(await reportOf()).toBe(await reportOf({ restart: true }));
});

test("refuses a folder with other settings, naming them", async () => {
  await reportOf();
  const other = stripesPlan(dataset, { batch: 9, seed: 8 });
  await expect(reportOf({ plan: other })).rejects.toThrow(
    /holds a replay with other settings \(batch 8, now 9; seed 7, now 8\)\. Choose another --out, or --restart/,
  );
  await expect(reportOf({ plan: other, restart: true })).resolves.toContain('"batch": 9');
});

test("sweeps up what a process killed while writing left behind, and nothing of a living one", async () => {
  await reportOf();
  const living = `.report.json.${process.pid}.${randomUUID()}.tmp`;
  writeFileSync(join(out, living), "{");
  writeFileSync(join(out, "journal", `.trial-1.random.round-0.json.99999999.${randomUUID()}.tmp`), '{"rec');
  writeFileSync(join(out, `.report.html.99999999.${randomUUID()}.tmp`), "<!doc");
  await reportOf();
  expect(
    [...readdirSync(out), ...readdirSync(join(out, "journal"))].filter((name) => name.endsWith("tmp")),
  ).toEqual([living]);
});

test("refuses a folder made from other data of the same name", async () => {
  await reportOf();
  const other = stripesSubject(stripedImages(160, 80, 71));
  await expect(runReplay({ plan, subject: other, out })).rejects.toThrow(/\(data [0-9a-f]{16}, now/);
});

test("refuses to go on when the recipe of that name is another", async () => {
  await reportOf();
  const subject = stripesSubject(dataset);
  const other = { ...subject, recipe: { ...subject.recipe, moduleWeight: 0.5 } };
  await expect(runReplay({ plan, subject: other, out })).rejects.toThrow(
    /\(what the recipe is [0-9a-f]{16}, now [0-9a-f]{16}\)/,
  );
});

test("refuses a learner that is not the one of the plan", async () => {
  const other = softmaxLearner({ ...stripesLearnerSettings(), threads: 4 });
  await expect(runReplay({ plan, subject: stripesSubject(dataset, other), out })).rejects.toThrow(
    "internal: the learner must be made as the plan says, with threads 1; got 4.",
  );
});

test("names a damaged journal file", async () => {
  await reportOf();
  writeFileSync(join(out, "journal", "trial-1.random.round-0.json"), "{");
  await expect(reportOf()).rejects.toThrow(/trial-1\.random\.round-0\.json is damaged: remove it/);
});

test("every arm of a trial begins with the same labels, and arms that train alike with the same model", async () => {
  const { arms } = JSON.parse(await reportOf());
  for (const trial of [0, 1]) {
    const starts = arms.map((arm: any) => JSON.stringify(arm.trials[trial].picks[0]));
    expect(new Set(starts).size).toBe(1);
    const [random, , , coreSet, entropy] = arms.map((arm: any) => JSON.stringify(arm.trials[trial].curve[0]));
    expect(coreSet).toBe(random);
    expect(entropy).toBe(random);
  }
  const pools = arms[0].trials.map((trial: any) => JSON.stringify(trial.picks[0]));
  expect(pools[0]).not.toBe(pools[1]);
});

test("random with and without the module labels the same items", async () => {
  const { arms } = JSON.parse(await reportOf());
  expect(arms[1].trials.map((t: any) => t.picks)).toEqual(arms[0].trials.map((t: any) => t.picks));
});

test("no item is labelled twice and all come from the pool", async () => {
  const { arms, settings } = JSON.parse(await reportOf());
  for (const arm of arms)
    for (const { picks, curve } of arm.trials) {
      const ids = picks.flat();
      expect(new Set(ids).size).toBe(settings.initial + settings.rounds * settings.batch);
      expect(ids.every((id: string) => dataset.train.ids.includes(id))).toBe(true);
      expect(curve.at(-1).classCounts.reduce((a: number, b: number) => a + b)).toBe(ids.length);
    }
});

test("an arm's results do not depend on which other arms run", async () => {
  const all = JSON.parse(await reportOf());
  const some = JSON.parse(
    await reportOf({
      plan: stripesPlan(dataset, { strategies: ["entropy", "learning-loss"] }),
      restart: true,
    }),
  );
  expect(some.arms[0]).toEqual(all.arms[4]);
  expect(some.arms[1]).toEqual(all.arms[2]);
});

test("tells each round with the time left, down to none", async () => {
  const rounds: any[] = [];
  await reportOf({ progress: (event) => event.kind === "round" && rounds.push(event) });
  expect(rounds).toHaveLength(40);
  expect(rounds[0]).toMatchObject({
    trial: 0,
    trials: 2,
    arm: "random",
    round: 0,
    rounds: 3,
    labels: 10,
    done: 1,
  });
  expect(rounds[0].secondsLeft).toBeGreaterThan(0);
  expect(rounds.at(-1)).toMatchObject({
    trial: 1,
    arm: "entropy",
    round: 3,
    labels: 34,
    done: 40,
    total: 40,
  });
  expect(rounds.at(-1).secondsLeft).toBeCloseTo(0, 9);
});

test("a folder that cannot be written is one clear sentence", async () => {
  const file = join(out, "file");
  writeFileSync(file, "");
  await expect(reportOf({ out: join(file, "deeper") })).rejects.toThrow(
    /cannot be written: a file stands where a folder must be\. Choose another folder\.$/,
  );
});
