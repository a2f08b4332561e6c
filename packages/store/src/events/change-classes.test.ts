/** Classes that are added, renamed and merged, and the labels under them. */
import { expect, test } from "vitest";
import { answerTo, smallProject } from "../../test/project-in.ts";
import type { ClassChange } from "../events-contract.ts";
import type { Project } from "../project-contract.ts";

let changes = 0;
const change = (project: Project, what: ClassChange): number =>
  project.changeClasses([{ id: `change ${(changes += 1)}`, who: "ann", at: 5, change: what }])[0];

test("numbers are never used again, names are free when their class was merged", () => {
  const project = smallProject(1);
  expect(change(project, { kind: "added", name: "bee" })).toBe(3);
  change(project, { kind: "merged", class: 3, into: 0 });
  expect(change(project, { kind: "added", name: "bee" })).toBe(4);
  change(project, { kind: "renamed", class: 4, name: "wasp" });
  expect(project.classes()).toEqual([
    { class: 0, name: "cat" },
    { class: 1, name: "dog" },
    { class: 2, name: "owl" },
    { class: 3, name: "bee", mergedInto: 0 },
    { class: 4, name: "wasp" },
  ]);
  project.close();
});

test("the same event twice adds one class", () => {
  const project = smallProject(1);
  const event = { id: "x", who: "ann", at: 1, change: { kind: "added", name: "bee" } } as const;
  expect(project.changeClasses([event])).toEqual([3]);
  expect(
    project.changeClasses([event, { ...event, id: "y", change: { kind: "added", name: "fly" } }]),
  ).toEqual([3, 4]);
  expect(() => project.changeClasses([{ ...event, who: "bob" }])).toThrow(/known with who ann/);
  project.close();
});

test.each<[ClassChange, RegExp]>([
  [{ kind: "added", name: "cat" }, /class 0 is called "cat" too/],
  [{ kind: "added", name: "" }, /must be a line of text/],
  [{ kind: "renamed", class: 1, name: "cat" }, /class 0 is called "cat" too/],
  [{ kind: "renamed", class: 8, name: "x" }, /To be renamed, class 8 must be one of the project's/],
  [{ kind: "merged", class: 1, into: 1 }, /into another one/],
  [{ kind: "merged", class: 1, into: 8 }, /class 8 must be one/],
  [{ kind: "dropped" } as never, /added, renamed or merged/],
])("%j is refused", (wrong, sentence) => {
  const project = smallProject(1);
  const before = project.lastSeq();
  expect(() => change(project, wrong)).toThrow(sentence);
  expect(project.lastSeq()).toBe(before);
  project.close();
});

test("labels of a merged class are labels of its heir, through all mergers; what was said stays", () => {
  const project = smallProject(3);
  project.appendAnswers([answerTo(1, 0), answerTo(2, 1), answerTo(3, 2)]);
  change(project, { kind: "merged", class: 2, into: 1 });
  change(project, { kind: "merged", class: 1, into: 0 });
  expect([...project.labels()].map(({ label }) => label)).toEqual(
    [1, 2, 3].map(() => ({ kind: "class", class: 0 })),
  );
  expect(project.history(3)[0].answer).toEqual({ kind: "class", class: 2 });
  expect(project.counts().classes).toEqual([{ class: 0, name: "cat", items: 3, objects: 3 }]);
  project.close();
});

test("people who said two classes agree when these are merged", () => {
  const project = smallProject(1);
  project.appendAnswers([answerTo(1, 0), answerTo(1, 1, { who: "bob" })]);
  expect([...project.disputed()].map(({ item, voices }) => [item, voices.map(({ who }) => who)])).toEqual([
    [1, ["ann", "bob"]],
  ]);
  change(project, { kind: "merged", class: 1, into: 0 });
  expect([...project.disputed()]).toEqual([]);
  expect([...project.labels()][0]).toMatchObject({ people: 2, disputed: false, who: "bob" });
  project.close();
});

test("boxes of two classes in one image count as one item after merging", () => {
  const project = smallProject(1, { task: "detection" });
  const boxes = [0, 1, 1].map((number) => ({ class: number, corners: [0, 0, 9, 9 + number] as const }));
  project.appendAnswers([answerTo(1, 0, { answer: { kind: "boxes", boxes } })]);
  expect(project.counts().classes.map(({ items, objects }) => [items, objects])).toEqual([
    [1, 1],
    [1, 2],
    [0, 0],
  ]);
  change(project, { kind: "merged", class: 1, into: 0 });
  expect(project.counts().classes[0]).toMatchObject({ items: 1, objects: 3 });
  project.close();
});
