/** Files as they come, go, move and change. */
import { mkdirSync, writeFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerTo, fileNamed, hashOf, smallProject } from "../../test/project-in.ts";
import type { Project } from "../project-contract.ts";

/** Puts a file on disk and returns how it is found. */
function put(project: Project, path: string, content: string) {
  const { images } = project.settings();
  mkdirSync(images, { recursive: true });
  writeFileSync(join(images, path), content);
  return fileNamed(path, content);
}

test("a file that was looked at again is unchanged, whatever is new about it is taken over", () => {
  const project = smallProject(0);
  const first = project.recordFiles([put(project, "a.jpg", "A")]);
  expect(first).toMatchObject({ items: [1], added: 1, unchanged: 0, moved: [], duplicates: [] });
  const again = project.recordFiles([
    { ...fileNamed("a.jpg", "A"), mtime: 5, width: 64, problem: "cut off", group: "g" },
  ]);
  expect(again).toMatchObject({ items: [1], added: 0, unchanged: 1 });
  expect(project.item(1)).toMatchObject({ mtime: 5, width: 64, problem: "cut off", group: "g" });
  project.recordFiles([fileNamed("a.jpg", "A")]);
  expect(project.item(1)).toMatchObject({ width: 100, group: "g" });
  expect(project.item(1)!.problem).toBeUndefined();
  project.close();
});

test("a moved file is the same item, under the id it always had", () => {
  const project = smallProject(0);
  project.recordFiles([put(project, "a.jpg", "A")]);
  project.appendAnswers([answerTo(1, 2)]);
  rmSync(join(project.settings().images, "a.jpg"));
  expect(project.recordFiles([put(project, "b.jpg", "A")])).toMatchObject({
    items: [1],
    added: 0,
    moved: [{ item: 1, from: "a.jpg", to: "b.jpg" }],
    duplicates: [],
  });
  expect(project.item(1)).toMatchObject({ id: "a.jpg", path: "b.jpg", state: "labelled" });
  expect([...project.files()].map((file) => file.path)).toEqual(["b.jpg"]);
  expect(project.itemAt("a.jpg")).toBeUndefined();
  expect(project.itemNamed("a.jpg")).toEqual(project.itemAt("b.jpg"));
  project.close();
});

test("the same image twice under two names is one item, told, in one batch or in two", () => {
  const project = smallProject(0);
  const both = [put(project, "a.jpg", "A"), put(project, "b.jpg", "A")];
  expect(project.recordFiles(both)).toMatchObject({
    items: [1, 1],
    added: 1,
    duplicates: [{ item: 1, path: "b.jpg", sameAs: "a.jpg" }],
  });
  expect(project.recordFiles([put(project, "c.jpg", "A")])).toMatchObject({
    duplicates: [{ item: 1, path: "c.jpg", sameAs: "a.jpg" }],
    moved: [],
  });
  expect(project.counts()).toMatchObject({ items: 1, missing: 0 });
  project.close();
});

test("a path with another content is another item; the old one is missing and keeps its labels", () => {
  const project = smallProject(0);
  project.recordFiles([put(project, "a.jpg", "A")]);
  project.appendAnswers([answerTo(1, 1)]);
  const changed = project.recordFiles([put(project, "a.jpg", "B")]);
  expect(changed).toMatchObject({ items: [2], added: 1, changed: [{ path: "a.jpg", was: 1, now: 2 }] });
  expect(project.item(2)!.id).toBe(`a.jpg#${hashOf("B").slice(0, 8)}`);
  expect([...project.missing()].map((item) => item.id)).toEqual(["a.jpg"]);
  expect([...project.labels()].map((label) => label.item)).toEqual([1]);
  const back = project.recordFiles([put(project, "a.jpg", "A")]);
  expect(back).toMatchObject({ items: [1], foundAgain: [1], changed: [{ was: 2, now: 1 }] });
  project.close();
});

test("two files that swapped their names are two moves", () => {
  const project = smallProject(0);
  project.recordFiles([put(project, "a.jpg", "A"), put(project, "b.jpg", "B")]);
  const swapped = project.recordFiles([put(project, "a.jpg", "B"), put(project, "b.jpg", "A")]);
  expect(swapped.items).toEqual([2, 1]);
  expect(swapped.duplicates).toEqual([]);
  expect(swapped.moved).toEqual([
    { item: 2, from: "b.jpg", to: "a.jpg" },
    { item: 1, from: "a.jpg", to: "b.jpg" },
  ]);
  expect(project.itemAt("a.jpg")!.item).toBe(2);
  expect(project.itemAt("b.jpg")!.item).toBe(1);
  expect(project.counts().missing).toBe(0);
  project.close();
});

test("files that are gone leave missing items, which are found again", () => {
  const project = smallProject(3);
  expect(project.forgetFiles(["000.jpg", "nowhere.jpg"])).toEqual([1]);
  expect([...project.items({ missing: false })].map((item) => item.item)).toEqual([2, 3]);
  expect(project.recordFiles([fileNamed("elsewhere.jpg", "000.jpg")])).toMatchObject({ foundAgain: [1] });
  expect(project.counts().missing).toBe(0);
  project.close();
});

test.each([
  [{ path: "/etc/a.jpg" }, /path must lie below/],
  [{ path: "a/../../b.jpg" }, /path must lie below/],
  [{ hash: "ABC" }, /hash of x.jpg must be a sha256/],
  [{ bytes: -1 }, /bytes of x.jpg/],
  [{ width: 0 }, /width of x.jpg must be a whole number of pixels; got 0/],
])("a file %j is refused, and nothing of its batch is kept", (wrong, sentence) => {
  const project = smallProject(0);
  const batch = [fileNamed("good.jpg"), { ...fileNamed("x.jpg"), ...wrong }];
  expect(() => project.recordFiles(batch)).toThrow(sentence);
  expect(project.counts().items).toBe(0);
  project.close();
});

test("items are listed by state, problem and place, page by page", () => {
  const project = smallProject(2500);
  project.appendAnswers([answerTo(2400, 0), answerTo(5, 0, { answer: { kind: "skipped" } })]);
  project.recordFiles([{ ...fileNamed("bad.jpg"), problem: "not an image" }]);
  const numbers = (query: object) => [...project.items(query)].map((item) => item.item);
  expect(numbers({})).toHaveLength(2501);
  expect(numbers({ state: "unlabelled" })).toHaveLength(2499);
  expect(numbers({ state: ["labelled", "skipped"] })).toEqual([5, 2400]);
  expect(numbers({ problem: true })).toEqual([2501]);
  expect(numbers({ after: 1200, limit: 1100, problem: false })).toHaveLength(1100);
  expect(numbers({ limit: 0 })).toEqual([]);
  project.setGroups([{ item: 1, group: "video 1" }]);
  expect(project.item(1)!.group).toBe("video 1");
  expect(() => project.setGroups([{ item: 9999, group: "x" }])).toThrow(/no item 9999/);
  project.close();
});
