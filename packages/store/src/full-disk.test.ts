/** Disks that are full and folders that may not be written: a sentence, nothing half-written, nothing acknowledged. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerTo, smallProject, temporaryFolder } from "../test/project-in.ts";
import { openDatabase } from "./database/database.ts";
import { appendAnswers } from "./events/append-answers.ts";
import { openProject } from "./open-project.ts";

const manyAnswers = Array.from({ length: 500 }, (_, i) =>
  answerTo(1, 0, { id: `event ${i}`, suggestion: "x".repeat(200) }),
);

test("a database that cannot grow keeps nothing of the call, and goes on when there is room", () => {
  const project = smallProject(1);
  const before = project.lastSeq();
  const db = openDatabase(join(project.folder, "querent.sqlite"), 0);
  const { page_count: pages } = db.get<{ page_count: number }>("PRAGMA page_count")!;
  db.exec(`PRAGMA max_page_count = ${pages + 2}`);
  const ground = { folder: project.folder, db, write: db.transaction };
  expect(() => appendAnswers(ground, manyAnswers)).toThrow(
    /The disk of .*querent.sqlite is full: nothing of this was saved, and what was saved before stays/,
  );
  expect(project.lastSeq()).toBe(before);
  expect(appendAnswers(ground, manyAnswers.slice(0, 2))).toEqual([before + 1, before + 2]);
  db.close();
  expect(project.check()).toEqual([]);
  project.close();
});

test.runIf(existsSync("/dev/full"))(
  "a journal that cannot grow acknowledges nothing; the same events sent again are kept once",
  () => {
    const project = smallProject(1);
    const journal = join(project.folder, "events.jsonl");
    rmSync(journal);
    symlinkSync("/dev/full", journal);
    expect(() => project.appendAnswers([answerTo(1, 0)])).toThrow(
      /in the database, but not yet in .*events.jsonl: the disk is full. .* send it again: nothing is kept twice/,
    );
    rmSync(journal);
    project.appendAnswers([answerTo(1, 0)]);
    expect(project.history(1)).toHaveLength(1);
    project.close();
    openProject(project.folder).close();
  },
);

const isRoot = process.getuid?.() === 0;

/** Runs as the user "nobody", or as this one where it is not root. */
const asNobody = (what: string, folder: string): string =>
  spawnSync(
    process.execPath,
    ["--conditions=source", join(import.meta.dirname, "../test/nobody-child.ts"), what, folder],
    { encoding: "utf8", ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}) },
  ).stdout;

test.skipIf(process.platform === "win32")("a read-only folder is said to be one, and left as it is", () => {
  const home = temporaryFolder();
  const project = smallProject(1, {}, join(home, "project"));
  project.close();
  mkdirSync(join(home, "empty"));
  const before = readdirSync(project.folder);
  chmodSync(home, 0o755);
  chmodSync(project.folder, 0o555);
  chmodSync(join(home, "empty"), 0o555);
  chmodSync(join(project.folder, "querent.sqlite"), 0o444);
  const sentence = /must be readable and writable, and so must its folder; the system does not allow it/;
  expect(asNobody("open", project.folder)).toMatch(sentence);
  expect(asNobody("create", join(home, "empty"))).toMatch(sentence);
  expect(asNobody("create", join(home, "empty", "new"))).toMatch(sentence);
  expect(readdirSync(project.folder)).toEqual(before);
  chmodSync(project.folder, 0o755);
  chmodSync(join(home, "empty"), 0o755);
  chmodSync(join(project.folder, "querent.sqlite"), 0o644);
  openProject(project.folder).close();
});
