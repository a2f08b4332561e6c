/** Projects of every earlier version, opened today. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/project-in.ts";
import { openProject } from "../open-project.ts";
import { schemaVersion } from "./schema.ts";

const dumps = join(import.meta.dirname, "../../test/versions");

/** A project as an earlier version left it. */
function projectOf(version: number): string {
  const folder = join(temporaryFolder(), "project");
  mkdirSync(folder);
  const db = new DatabaseSync(join(folder, "querent.sqlite"));
  db.exec(readFileSync(join(dumps, `version-${version}.sql`), "utf8"));
  db.close();
  return folder;
}

const schemaOf = (file: string) => {
  const db = new DatabaseSync(file);
  const columns = db
    .prepare(
      "SELECT m.name, c.name AS column, c.type FROM sqlite_schema m, pragma_table_info(m.name) c ORDER BY 1, 2",
    )
    .all();
  db.close();
  return columns;
};

const earlier = Array.from({ length: schemaVersion - 1 }, (_, i) => i + 1);

test("there is a stored project of every earlier version", () => {
  expect(readdirSync(dumps).sort()).toEqual(earlier.map((version) => `version-${version}.sql`));
});

test.each(earlier)(
  "a project of version %i opens to the same labels, and a copy of it is kept",
  (version) => {
    const folder = projectOf(version);
    const project = openProject(folder);
    expect(project.schemaVersion).toBe(schemaVersion);
    expect(project.check()).toEqual([]);
    const box = (number: number, x: number) => ({ class: number, corners: [x, 10, x + 50.5, 90] });
    expect(
      [...project.labels()].map(({ id, label, who, disputed }) => ({ id, label, who, disputed })),
    ).toEqual([
      { id: "a.jpg", label: { kind: "boxes", boxes: [box(0, 5), box(1, 200)] }, who: "voc", disputed: false },
      { id: "b/c.jpg", label: { kind: "boxes", boxes: [box(1, 30)] }, who: "bob", disputed: true },
      { id: "g.jpg", label: { kind: "boxes", boxes: [box(1, 7), box(1, 9)] }, who: "bob", disputed: false },
    ]);
    expect(project.counts()).toEqual({
      items: 5,
      missing: 1,
      problems: 0,
      states: { unlabelled: 1, labelled: 3, skipped: 1, unsure: 0 },
      disputed: 1,
      classes: [
        { class: 0, name: "heron", items: 1, objects: 1 },
        { class: 1, name: "stork", items: 3, objects: 4 },
      ],
      events: 7,
    });
    expect(project.history(1)[0].took).toBe(version === 1 ? undefined : 1501.5);
    expect(project.exam()).toEqual([{ item: 5, rank: 0, id: "g.jpg" }]);
    expect(project.roundItems(0)).toHaveLength(2);
    expect(project.claimJob({ kind: "train", key: "train 0", params: {} }).is).toBe("done");
    expect(project.models()).toHaveLength(1);
    const before = project.counts();
    project.rebuild();
    expect(project.counts()).toEqual(before);
    project.close();
    openProject(folder).close();
    const copy = new DatabaseSync(join(folder, `querent.version-${version}.sqlite`));
    expect(copy.prepare("PRAGMA user_version").get()).toEqual({ user_version: version });
    expect(copy.prepare("SELECT count(*) AS n FROM events WHERE kind = 'answer'").get()).toEqual({ n: 7 });
    copy.close();
  },
);

test("a migrated database has the tables and columns of a new one", () => {
  const folder = projectOf(1);
  openProject(folder).close();
  const fresh = projectOf(schemaVersion - 1);
  openProject(fresh).close();
  expect(schemaOf(join(folder, "querent.sqlite"))).toEqual(schemaOf(join(fresh, "querent.sqlite")));
});

test("a migration that fails leaves the project as it was", () => {
  const folder = projectOf(1);
  const file = join(folder, "querent.sqlite");
  const db = new DatabaseSync(file);
  db.exec("CREATE TABLE tallies (mine TEXT)"); // in the way of a later step
  db.close();
  expect(() => openProject(folder)).toThrow(/tallies already exists/);
  const after = new DatabaseSync(file);
  expect(after.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1 });
  after.close();
  expect(existsSync(join(folder, "querent.version-1.sqlite"))).toBe(true);
});
