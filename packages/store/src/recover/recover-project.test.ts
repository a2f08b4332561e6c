/** Damaged projects: what is said, and what comes back. */
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lookAt, projectToKill, writeAndKill } from "../../test/kill.ts";
import { answerTo, fileNamed, smallProject, temporaryFolder } from "../../test/project-in.ts";
import { openProject } from "../open-project.ts";
import type { Project } from "../project-contract.ts";
import { recoverProject } from "./recover-project.ts";

/** A closed project with 600 items and 1,000 answers: about 100 pages. */
function bigProject(): string {
  const project = smallProject(600);
  for (let start = 0; start < 1000; start += 100)
    project.appendAnswers(
      Array.from({ length: 100 }, (_, i) =>
        answerTo(((start + i) % 500) + 1, (start + i) % 3, {
          id: `event ${start + i}`,
          who: start + i < 500 ? "ann" : "bob",
          suggestion: { why: "x".repeat(100) },
        }),
      ),
    );
  project.addToExam([{ item: 550, rank: 0 }]);
  project.addRound({ number: 0, state: "open", strategy: "random", params: {}, seed: 1, at: 5 }, [
    { item: 1, rank: 0, role: "pick" },
  ]);
  project.close();
  return project.folder;
}

const databaseOf = (folder: string): string => join(folder, "querent.sqlite");
const journalOf = (folder: string): string => join(folder, "events.jsonl");

function overwrite(file: string, at: number, bytes: number): void {
  const fd = openSync(file, "r+");
  writeSync(fd, Buffer.alloc(bytes, 0x5a), 0, bytes, at);
  closeSync(fd);
}

/** The pages that hold the rows of a table, from 1. */
function leavesOf(file: string, table: string): number[] {
  const db = new DatabaseSync(file);
  const rows = db
    .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path")
    .all(table);
  db.close();
  return rows.map((row) => Number(row.pageno));
}

/** All that a project says of its labels. */
function told(folder: string) {
  const project = openProject(folder);
  const all = {
    labels: [...project.labels()],
    counts: project.counts(),
    classes: project.classes(),
    histories: Array.from({ length: 600 }, (_, i) => project.history(i + 1)),
    settings: project.settings(),
    seq: project.lastSeq(),
  };
  expect(project.check()).toEqual([]);
  project.close();
  return all;
}

/** Says in one sentence that it is damaged and what to do. */
const sentence =
  /querent\.sqlite is damaged \(.+\)\. .* run "querent recover .+", which brings back every event/s;

test("a sound project is left as it is", () => {
  const folder = bigProject();
  expect(recoverProject(folder)).toEqual({ events: 1004, fromDatabase: 1004, fromJournal: 0, lost: [] });
  expect(existsSync(join(folder, "damaged-1"))).toBe(false);
});

test.each([
  ["cut in the middle", (file: string) => truncateSync(file, statSync(file).size >> 1)],
  ["cut by a page", (file: string) => truncateSync(file, statSync(file).size - 4096)],
  ["overwritten in the middle", (file: string) => overwrite(file, 20 * 4096, 10 * 4096)],
  ["overwritten at its start", (file: string) => overwrite(file, 0, 4096)],
  ["overwritten behind its header", (file: string) => overwrite(file, 100, 3000)],
  [
    "overwritten all over",
    (file: string) => {
      for (let page = 3; page * 4096 < statSync(file).size; page += 4)
        overwrite(file, page * 4096 + 40, 3000);
    },
  ],
])("a database that is %s says so, and everything that was said comes back", (_, damage) => {
  const folder = bigProject();
  const before = told(folder);
  damage(databaseOf(folder));
  expect(() => openProject(folder)).toThrow(sentence);
  const broken = readFileSync(databaseOf(folder));
  const recovery = recoverProject(folder);
  expect(recovery.events).toBe(1004);
  expect(recovery.fromDatabase + recovery.fromJournal).toBe(1004);
  expect(recovery.fromJournal).toBeGreaterThan(0);
  expect(readFileSync(join(recovery.kept!, "querent.sqlite"))).toEqual(broken);
  const after = told(folder);
  expect(after.labels).toEqual(before.labels);
  expect(after.histories).toEqual(before.histories);
  expect(after.classes).toEqual(before.classes);
  expect(after.settings).toEqual(before.settings);
  expect(after.seq).toBe(before.seq);
  const items = after.counts.items;
  if (items < 600) expect(recovery.lost.join()).toMatch(/Index the images again|index the images again/);
  expect(recoverProject(folder).kept).toBeUndefined();
});

test("without its journal, every event of a readable page comes back, and the others are named", () => {
  const folder = bigProject();
  rmSync(journalOf(folder));
  const file = databaseOf(folder);
  for (const page of leavesOf(file, "events").slice(10, 14)) overwrite(file, (page - 1) * 4096, 4096);
  expect(() => openProject(folder)).toThrow(sentence);
  const { events, fromDatabase, fromJournal, lost } = recoverProject(folder);
  expect(fromJournal).toBe(0);
  expect(events).toBe(fromDatabase);
  expect(events).toBeGreaterThan(700);
  expect(events).toBeLessThan(1004);
  expect(lost.join()).toContain(`${1004 - events} events are lost: numbers `);
  const after = told(folder);
  expect(after.histories.flat().length).toBeGreaterThan(700);
});

test("what is around unreadable events stays as it was", () => {
  const folder = bigProject();
  const file = databaseOf(folder);
  for (const page of leavesOf(file, "events").slice(3, 6)) overwrite(file, (page - 1) * 4096, 4096);
  const { lost } = recoverProject(folder);
  expect(lost).toEqual([]);
  const project = openProject(folder);
  expect(project.exam()).toEqual([{ item: 550, rank: 0, id: "549.jpg" }]);
  expect(project.roundItems(0)).toHaveLength(1);
  expect([...project.files()]).toHaveLength(600);
  expect(project.item(550)).toMatchObject({ path: "549.jpg", width: 100 });
  project.close();
});

test("whatever is overwritten or cut off, everything that was said is there after a recovery", () => {
  const sound = bigProject();
  const before = told(sound);
  const bytes = statSync(databaseOf(sound)).size;
  const damage = fc.record({
    at: fc.integer({ min: 0, max: bytes / 512 - 1 }).map((sector) => sector * 512),
    length: fc.constantFrom(16, 512, 4096, 20_000),
    cut: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
      const folder = join(temporaryFolder(), "project");
      cpSync(sound, folder, { recursive: true });
      for (const { at, length, cut } of damages)
        if (cut && length === 20_000) truncateSync(databaseOf(folder), at);
        else overwrite(databaseOf(folder), at, length);
      recoverProject(folder);
      const after = told(folder);
      expect(after.labels).toEqual(before.labels);
      expect(after.histories).toEqual(before.histories);
      expect(after.classes).toEqual(before.classes);
    }),
    { numRuns: 8, seed: 3 },
  );
});

test("events that were only in a lost write-ahead log come back", async () => {
  const folder = join(temporaryFolder(), "project");
  projectToKill(folder);
  const acknowledged = await writeAndKill(folder, { writers: 1, longest: 300, isOpen: true });
  rmSync(`${databaseOf(folder)}-wal`);
  expect(() => openProject(folder)).toThrow(/lacks event \d+ .* an older copy/);
  expect(recoverProject(folder).fromJournal).toBeGreaterThan(0);
  expect(lookAt(folder, acknowledged)).toBeGreaterThanOrEqual(acknowledged.size);
});

test("a label that is kept otherwise than the events tell is found", () => {
  const folder = bigProject();
  const db = new DatabaseSync(databaseOf(folder));
  db.exec("UPDATE standing SET people = 7 WHERE item = 9");
  db.close();
  const project = openProject(folder);
  expect(project.check()).toEqual([
    "By its events, item 9 is labelled by event 513 (2 people, disputed); it is kept otherwise.",
  ]);
  project.rebuild();
  expect(project.check()).toEqual([]);
  project.close();
});

test("a database that is gone comes back from the journal", () => {
  const folder = bigProject();
  const before = told(folder);
  for (const suffix of ["", "-wal", "-shm"]) rmSync(databaseOf(folder) + suffix, { force: true });
  mkdirSync(join(folder, "embeddings", "net"));
  const { events, lost, kept } = recoverProject(folder);
  expect(events).toBe(1004);
  expect(lost.join()).toMatch(/Nothing of the database can be read/);
  expect(existsSync(join(kept!, "embeddings", "net"))).toBe(true);
  const after = told(folder);
  expect(after.labels).toEqual(before.labels);
  const project = openProject(folder);
  expect(project.counts()).toMatchObject({ items: 500, missing: 500 });
  const found = project.recordFiles([fileNamed("moved.jpg", "007.jpg"), fileNamed("x.jpg", "550.jpg")]);
  expect(found.foundAgain).toEqual([8]);
  expect(project.item(8)).toMatchObject({ id: "007.jpg", path: "moved.jpg", state: "labelled", width: 100 });
  project.close();
});

test("an older copy of the database is not taken for the project", () => {
  const folder = bigProject();
  copyFileSync(databaseOf(folder), join(folder, "..", "old.sqlite"));
  const project = openProject(folder);
  project.appendAnswers([answerTo(501, 1), answerTo(502, 1)]);
  project.close();
  const before = told(folder);
  copyFileSync(join(folder, "..", "old.sqlite"), databaseOf(folder));
  expect(() => openProject(folder)).toThrow(/lacks event 1006 .* an older copy. Run "querent recover/);
  expect(recoverProject(folder)).toMatchObject({
    events: 1006,
    fromDatabase: 1004,
    fromJournal: 2,
    lost: [],
  });
  expect(told(folder)).toEqual(before);
});

test("a journal that is torn, overwritten or gone is made whole from the database", () => {
  const folder = bigProject();
  const before = readFileSync(journalOf(folder));
  const opened = (): Buffer => {
    openProject(folder).close();
    return readFileSync(journalOf(folder));
  };
  truncateSync(journalOf(folder), before.length - 30);
  expect(opened().equals(before)).toBe(true);
  appendFileSync(journalOf(folder), '{"seq":1005,"id":"half');
  expect(opened().equals(before)).toBe(true);
  appendFileSync(journalOf(folder), Buffer.alloc(5000));
  expect(opened().equals(before)).toBe(true);
  overwrite(journalOf(folder), before.length - 3000, 3000);
  expect(opened().equals(before)).toBe(true);
  writeFileSync(journalOf(folder), "");
  expect(opened().equals(before)).toBe(true);
  rmSync(journalOf(folder));
  expect(opened().equals(before)).toBe(true);
});

test("an event that the journal and the database both lost leaves its class to be named again", () => {
  const folder = bigProject();
  const lines = readFileSync(journalOf(folder), "utf8").split("\n");
  const without = lines.filter((line) => !line.includes('"id":"class owl"')).join("\n");
  writeFileSync(journalOf(folder), without);
  for (const suffix of ["", "-wal", "-shm"]) rmSync(databaseOf(folder) + suffix, { force: true });
  const { lost } = recoverProject(folder);
  expect(lost).toContain("1 events are lost: numbers 4.");
  expect(lost).toContain("The names of classes 2 are lost: rename them.");
  const project = openProject(folder);
  expect(project.classes()[2]).toEqual({ class: 2, name: "class 2" });
  rename(project, 2, "owl");
  expect(project.classes()[2].name).toBe("owl");
  project.close();
});

test("without settings anywhere there is nothing to go by", () => {
  const folder = bigProject();
  overwrite(databaseOf(folder), 0, 4096);
  writeFileSync(journalOf(folder), "");
  expect(() => recoverProject(folder)).toThrow(/cannot be recovered: neither its database nor .* backup/);
  expect(readFileSync(databaseOf(folder)).subarray(0, 4).toString()).toBe("ZZZZ");
});

function rename(project: Project, number: number, name: string): void {
  project.changeClasses([
    { id: `to ${name}`, who: "ann", at: 9, change: { kind: "renamed", class: number, name } },
  ]);
}
