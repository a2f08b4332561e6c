/** Shares cover the work once, keep together what shares a model, and several processes end in one report. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stripedImages, stripesSubject } from "../test/striped-images.ts";
import { stripesPlan } from "../test/stripes-plan.ts";
import { buildReport } from "./build-report.ts";
import { reportJson } from "./report-json.ts";
import { runReplay } from "./run-replay.ts";
import { isShared, shareWork } from "./share-work.ts";

const dataset = stripedImages();
const plan = stripesPlan(dataset);
const subject = stripesSubject(dataset);

test.each([1, 2, 3, 50])("%i workers: every arm of every trial is in one share", (workers) => {
  const shares = shareWork(plan, subject, workers);
  expect(shares.length).toBeLessThanOrEqual(workers);
  for (let trial = 0; trial < plan.settings.trials; trial += 1)
    for (const arm of plan.arms)
      expect(
        shares.filter((share) => isShared(share, trial, arm)),
        arm.name,
      ).toHaveLength(1);
  expect(shares.every((share) => share.length > 0)).toBe(true);
});

test("shares run one after the other in one folder end in the report of a single run", async () => {
  const report = async (workers: number): Promise<string> => {
    const out = mkdtempSync(join(tmpdir(), "replay-"));
    try {
      const run = { plan, subject, out };
      for (const share of shareWork(plan, subject, workers)) await runReplay({ ...run, share });
      return reportJson(buildReport(plan, subject, await runReplay(run)));
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  };
  expect(await report(3)).toBe(await report(1));
});
