/** Making and opening projects, and what stands in the way. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { answerTo, smallProject, temporaryFolder } from "../test/project-in.ts";
import { createProject } from "./create-project.ts";
import { openProject } from "./open-project.ts";

const settings = { name: "birds", task: "classification", images: "/pictures" } as const;

test("a project is there again when it is opened, its settings with their defaults", () => {
  const folder = join(temporaryFolder(), "deep", "project");
  createProject(folder, { ...settings, seed: 7 }).close();
  const project = openProject(folder);
  expect(project.settings()).toEqual({
    ...settings,
    seed: 7,
    examSize: null,
    randomShare: 0.1,
    whoRule: "most",
    network: {},
    recipe: {},
  });
  for (const name of ["embeddings", "predictions", "models", "thumbnails", "cache", "events.jsonl"])
    expect(existsSync(join(folder, name)), name).toBe(true);
  project.close();
});

test("a project and its images can move together", () => {
  const home = temporaryFolder();
  createProject(join(home, "all", "project"), { ...settings, images: join(home, "all", "images") }).close();
  renameSync(join(home, "all"), join(home, "moved"));
  const project = openProject(join(home, "moved", "project"));
  expect(project.settings().images).toBe(join(home, "moved", "images"));
  project.close();
});

test.each([
  [{ colour: "red" }, /must be of name, task, .*; got "colour"/],
  [{ name: " " }, /name must be a text; got " "/],
  [{ task: "segmentation" }, /task must be classification, detection or pose; got "segmentation"/],
  [{ seed: 1.5 }, /seed must be an integer of 0 or more; got 1.5/],
  [{ randomShare: 2 }, /randomShare must be a number in \[0, 1\]; got 2/],
  [{ whoRule: "boss" }, /whoRule must be most or latest/],
  [{ network: { depth: NaN } }, /network must be an object of JSON values/],
  [{ task: "pose" }, /must have a skeleton; got none/],
  [{ skeleton: { joints: ["a"], bones: [], mirrored: [0] } }, /skeleton must be left out/],
  [
    { task: "pose", skeleton: { joints: ["a", "b"], bones: [], mirrored: [1, 1] } },
    /skeleton must be a list of joints/,
  ],
])("settings %j are refused", (wrong, sentence) => {
  const folder = join(temporaryFolder(), "project");
  expect(() => createProject(folder, { ...settings, ...wrong } as never)).toThrow(sentence);
  expect(existsSync(folder)).toBe(false);
});

test("settings change as events, but not the task", () => {
  const project = smallProject(1);
  const before = project.lastSeq();
  expect(project.changeSettings({ examSize: 20, name: undefined }, "ann", 5)).toMatchObject({
    examSize: 20,
    name: "small",
  });
  expect(project.lastSeq()).toBe(before + 1);
  expect(() => project.changeSettings({ task: "detection" } as never, "ann", 6)).toThrow(
    /must stay as it is/,
  );
  expect(() => project.changeSettings({ seed: -1 }, "ann", 6)).toThrow(/seed/);
  expect(project.lastSeq()).toBe(before + 1);
  project.close();
});

test("a folder in use is left alone", () => {
  const home = temporaryFolder();
  createProject(join(home, "p"), settings).close();
  expect(() => createProject(join(home, "p"), settings)).toThrow(/holds a project already/);
  mkdirSync(join(home, "full"));
  writeFileSync(join(home, "full", "notes.txt"), "mine");
  expect(() => createProject(join(home, "full"), settings)).toThrow(/must be empty .* it holds notes.txt/);
  expect(() => createProject(join(home, "full", "notes.txt"), settings)).toThrow(/a file stands there/);
  expect(() => createProject(join(home, "full", "notes.txt", "p"), settings)).toThrow(/a file stands there/);
});

test("a folder without a project, or with another program's database, says so", () => {
  const home = temporaryFolder();
  expect(() => openProject(home)).toThrow(/must hold a project .* Make one with/);
  const other = new DatabaseSync(join(home, "querent.sqlite"));
  other.exec("CREATE TABLE songs (title TEXT)");
  other.close();
  expect(() => openProject(home)).toThrow(/database of another program/);
  expect(() => createProject(home, settings)).toThrow(/holds a project already/);
});

test("what a killed creation leaves can be made a project", () => {
  const home = temporaryFolder();
  const begun = new DatabaseSync(join(home, "querent.sqlite"));
  begun.exec("PRAGMA journal_mode = WAL");
  begun.close();
  expect(() => openProject(home)).toThrow(/never finished/);
  const project = createProject(home, settings);
  expect(project.settings().name).toBe("birds");
  project.close();
});

test("a project of a newer version is refused and left as it is", () => {
  const project = smallProject(1);
  project.appendAnswers([answerTo(1, 0)]);
  project.close();
  const file = join(project.folder, "querent.sqlite");
  const db = new DatabaseSync(file);
  db.exec("PRAGMA user_version = 99");
  db.close();
  expect(() => openProject(project.folder)).toThrow(/made by a newer version of Querent .* Update Querent/);
  rmSync(project.folder, { recursive: true });
});
