/** Jobs: done once, kept from others while they run, taken over from the dead, stopped when asked. */
import { createProject, openProject } from "@querent/store";
import { join } from "node:path";
import { expect, test } from "vitest";
import { closedLater, contextOf, newHome } from "../test/small-project.ts";
import { runJob } from "./run-job.ts";

function projectAlone() {
  const home = newHome();
  const folder = join(home, "project");
  const project = closedLater(
    createProject(folder, { name: "jobs", task: "classification", images: home, seed: 1 }),
  );
  return { folder, project, context: contextOf(home) };
}

const job = { kind: "test", key: "one", params: {} };

test("what was done is given again; what it wrote besides is there with it or not at all", async () => {
  const { project, context } = projectAlone();
  let runs = 0;
  const change = (): void => void project.changeSettings({ name: "changed" }, "ann", 1);
  const work = () =>
    runJob<number>(project, job, context, async (_, finish) => {
      runs += 1;
      return finish(7, change);
    });
  expect(await work()).toBe(7);
  expect(await work()).toBe(7);
  expect(runs).toBe(1);
  expect(project.settings().name).toBe("changed");
  const broken = runJob<number>(project, { ...job, key: "two" }, context, async (_, finish) =>
    finish(7, () => {
      project.changeSettings({ name: "half" }, "ann", 2);
      throw new Error("in the middle");
    }),
  );
  await expect(broken).rejects.toThrow("in the middle");
  expect(project.settings().name).toBe("changed");
  expect(project.job("two")).toMatchObject({ state: "failed", error: "in the middle" });
});

test("a job that failed or was stopped is begun anew", async () => {
  const { project, context } = projectAlone();
  const stop = new AbortController();
  const stopped = runJob<number>(
    project,
    job,
    { ...context, abort: stop.signal },
    async ({ abort }, finish) => {
      stop.abort();
      abort.throwIfAborted();
      return finish(1);
    },
  );
  await expect(stopped).rejects.toThrow();
  expect(project.job("one")!.state).toBe("cancelled");
  expect(await runJob<number>(project, job, context, async (_, finish) => finish(2))).toBe(2);
  expect(project.job("one")).toMatchObject({ state: "done", attempts: 2 });
});

test("what one is doing another does not begin", async () => {
  const { project, context, folder } = projectAlone();
  const other = closedLater(openProject(folder));
  await runJob<number>(project, job, context, async (_, finish) => {
    await expect(runJob<number>(other, job, context, async (_, end) => end(2))).rejects.toThrow(
      /^Process \d+ on .* is doing this already \(test\)\. Wait until it is done, or stop it there\.$/,
    );
    return finish(1);
  });
  expect(await runJob<number>(other, job, context, async (_, end) => end(2))).toBe(1);
});
