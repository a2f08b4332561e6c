/** Several processes on one project, and processes that are killed while they write. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { lookAt, projectToKill, writeAndKill, type Acknowledged } from "../test/kill.ts";
import { answerTo, temporaryFolder } from "../test/project-in.ts";
import { openProject } from "./open-project.ts";

test("three processes append at once: every event is kept, once, in one order", async () => {
  const folder = join(temporaryFolder(), "project");
  projectToKill(folder);
  const told = await writeAndKill(folder, { writers: 3, calls: 40 });
  expect(told.size).toBe(3 * 10 * (1 + 2 + 3 + 4));
  expect(new Set(told.values()).size).toBe(told.size);
  expect(lookAt(folder, told)).toBe(told.size);
});

test("killed ten times in the middle of writing, no acknowledged event is lost", async () => {
  const folder = join(temporaryFolder(), "project");
  projectToKill(folder);
  const told: Acknowledged = new Map();
  for (let time = 0; time < 10; time++) {
    for (const [id, seq] of await writeAndKill(folder, { writers: 1 + (time % 2), longest: 120 }))
      told.set(id, seq);
    lookAt(folder, told);
  }
  expect(told.size).toBeGreaterThan(0);
});

test("readers do not wait for a writer, and do not see what is not committed", () => {
  const folder = join(temporaryFolder(), "project");
  projectToKill(folder);
  const writer = openProject(folder);
  const reader = openProject(folder, { wait: 0 });
  writer.transaction(() => {
    writer.appendAnswers([answerTo(1, 0)]);
    expect(writer.labelledCount()).toBe(1);
    expect(reader.labelledCount()).toBe(0);
    expect([...reader.items()]).toHaveLength(40);
    expect(() => reader.appendAnswers([answerTo(2, 0)])).toThrow(
      /being written by another process, longer than/,
    );
  });
  expect(reader.labelledCount()).toBe(1);
  reader.appendAnswers([answerTo(2, 0)]);
  expect(writer.labelledCount()).toBe(2);
  writer.close();
  reader.close();
});
