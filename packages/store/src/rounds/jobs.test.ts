/** Jobs run once, and are taken over from owners that are dead. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { smallProject } from "../../test/project-in.ts";
import { openProject } from "../open-project.ts";
import type { Claim } from "../rounds-contract.ts";

const job = { kind: "train", key: "train of 40 labels", params: { epochs: 3 } };
const mine = (claim: Claim) => {
  if (claim.is !== "mine") throw new Error(`the claim is ${claim.is}`);
  return claim.lease;
};

test("a job is claimed once, done once, and its result found again", () => {
  const project = smallProject(1);
  const other = openProject(project.folder);
  const lease = mine(project.claimJob(job));
  expect(other.claimJob(job)).toMatchObject({
    is: "theirs",
    job: { state: "running", owner: { pid: process.pid } },
  });
  expect(project.keepJob(lease, 0.5)).toEqual({ cancelAsked: false });
  expect(other.job(job.key)).toMatchObject({ progress: 0.5, attempts: 1 });
  expect(project.finishJob(lease, { state: "done", result: { model: "m1" } })).toMatchObject({
    state: "done",
    progress: 1,
    result: { model: "m1" },
  });
  expect(other.claimJob(job)).toMatchObject({ is: "done", job: { result: { model: "m1" } } });
  expect(other.job(job.key)!.owner).toBeUndefined();
  expect(() => project.finishJob(lease, { state: "done", result: 1 })).toThrow(
    /lease ran out and it is done now/,
  );
  other.close();
  project.close();
});

test("a job that failed or was cancelled can be begun again", () => {
  const project = smallProject(1);
  const failed = project.finishJob(mine(project.claimJob(job)), { state: "failed", error: "no memory" });
  expect(failed).toMatchObject({ state: "failed", error: "no memory" });
  const lease = mine(project.claimJob(job));
  expect(project.job(job.key)!.error).toBeUndefined();
  expect(project.cancelJob(job.key)).toMatchObject({ state: "running", cancelAsked: true });
  expect(project.keepJob(lease, 0.1)).toEqual({ cancelAsked: true });
  expect(project.finishJob(lease, { state: "cancelled" })).toMatchObject({ state: "cancelled", attempts: 2 });
  expect(project.claimJob(job)).toMatchObject({ is: "mine", job: { cancelAsked: false, attempts: 3 } });
  project.close();
});

test("queued jobs wait, and are cancelled at once", () => {
  const project = smallProject(1);
  const queued = project.queueJob(job);
  expect(project.queueJob(job)).toEqual(queued);
  expect(() => project.queueJob({ ...job, params: {} })).toThrow(/Put what differs into the key/);
  expect(project.jobs({ state: "queued", kind: "train" })).toEqual([queued]);
  expect(project.jobs({ kind: "embed" })).toEqual([]);
  expect(project.cancelJob(job.key)).toMatchObject({ state: "cancelled" });
  expect(project.cancelJob("none")).toBeUndefined();
  project.close();
});

test("a lease that ran out is another's, and its late owner writes nothing", () => {
  const project = smallProject(1);
  const late = mine(project.claimJob(job, 0));
  const lease = mine(project.claimJob(job));
  expect(() => project.keepJob(late, 0.9)).toThrow(/run by another process now. Nothing was written/);
  expect(() => project.finishJob(late, { state: "failed", error: "x" })).toThrow(/run by another process/);
  expect(project.finishJob(lease, { state: "done", result: null }).attempts).toBe(2);
  project.close();
});

test("the job of a process that is gone is taken over; one on another machine only when its lease ran out", () => {
  const project = smallProject(1);
  mine(project.claimJob(job));
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const set = (columns: string): void => {
    const db = new DatabaseSync(join(project.folder, "querent.sqlite"));
    db.exec(`UPDATE jobs SET ${columns}`);
    db.close();
  };
  set(`pid = ${pid}`);
  mine(project.claimJob(job));
  set(`pid = ${pid}, host = 'elsewhere'`);
  expect(project.claimJob(job).is).toBe("theirs");
  set("until = 5");
  mine(project.claimJob(job));
  set("token = 'of an earlier process of this number'");
  mine(project.claimJob(job));
  project.close();
});
