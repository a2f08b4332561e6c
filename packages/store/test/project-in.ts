/** Small projects for the tests. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { createProject } from "../src/create-project.ts";
import type { AnswerEvent } from "../src/events-contract.ts";
import type { FoundFile } from "../src/items-contract.ts";
import type { Project } from "../src/project-contract.ts";
import type { NewProjectSettings } from "../src/settings-contract.ts";

const made: string[] = [];

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "querent-store-"));
  made.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

export const fileNamed = (path: string, content: string = path): FoundFile => ({
  path,
  hash: hashOf(content),
  bytes: content.length,
  mtime: 1,
  width: 100,
  height: 80,
});

/** A project with classes cat, dog and owl, and `count` items 000.jpg, 001.jpg, … numbered from 1. */
export function smallProject(
  count: number,
  settings: Partial<NewProjectSettings> = {},
  folder: string = join(temporaryFolder(), "project"),
): Project {
  const project = createProject(folder, {
    name: "small",
    task: "classification",
    images: join(folder, "..", "images"),
    ...settings,
  });
  project.changeClasses(
    ["cat", "dog", "owl"].map((name) => ({
      id: `class ${name}`,
      who: "ann",
      at: 1,
      change: { kind: "added", name },
    })),
  );
  project.recordFiles(
    Array.from({ length: count }, (_, i) => fileNamed(`${String(i).padStart(3, "0")}.jpg`)),
  );
  return project;
}

/** An answer of a class by ann, with what is given instead. */
export function answerTo(item: number, number: number, other: Partial<AnswerEvent> = {}): AnswerEvent {
  return {
    id: `${other.who ?? "ann"} ${item} ${number}`,
    item,
    who: "ann",
    at: 1000,
    source: "person",
    answer: { kind: "class", class: number },
    ...other,
  };
}
