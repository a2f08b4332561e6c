/** Answers as they are kept: checked, once, all or none. */
import { expect, test } from "vitest";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { Answer } from "@querent/core";
import { answerTo, fileNamed, smallProject } from "../../test/project-in.ts";
import { openProject } from "../open-project.ts";

const box = (...corners: [number, number, number, number]): Answer => ({
  kind: "boxes",
  boxes: [{ class: 0, corners }],
});

test("an answer comes back as it was said", () => {
  const project = smallProject(1);
  const said = answerTo(1, 2, { took: 12.5, suggestion: { class: 1, score: 0.4 }, source: "oracle" });
  const [seq] = project.appendAnswers([said]);
  expect(project.history(1)).toEqual([{ ...said, seq }]);
  expect([...project.labels()]).toEqual([
    {
      item: 1,
      id: "000.jpg",
      label: { kind: "class", class: 2 },
      who: "ann",
      at: 1000,
      source: "oracle",
      seq,
      people: 1,
      disputed: false,
    },
  ]);
  project.close();
});

test("the same event twice is kept once; the same id for something else is refused", () => {
  const project = smallProject(2);
  const [seq] = project.appendAnswers([answerTo(1, 2)]);
  expect(project.appendAnswers([answerTo(1, 2), answerTo(2, 0)])).toEqual([seq, seq + 1]);
  expect(project.history(1)).toHaveLength(1);
  const other = { ...answerTo(1, 2), answer: { kind: "class", class: 0 } } as const;
  expect(() => project.appendAnswers([answerTo(2, 1), other])).toThrow(
    /"ann 1 2" is known with content {"class":2,"kind":"class"} and came with {"class":0,"kind":"class"}/,
  );
  expect(project.history(2)).toHaveLength(1);
  expect(() => project.appendAnswers([{ ...answerTo(1, 2), took: 3 }])).toThrow(/known with took null/);
  project.close();
});

test("an event that was kept before its class was merged is still acknowledged", () => {
  const project = smallProject(1);
  const seqs = project.appendAnswers([answerTo(1, 2)]);
  project.changeClasses([{ id: "m", who: "ann", at: 2, change: { kind: "merged", class: 2, into: 0 } }]);
  expect(project.appendAnswers([answerTo(1, 2)])).toEqual(seqs);
  expect(() => project.appendAnswers([answerTo(1, 2, { id: "new" })])).toThrow(
    /class 2 \(owl\) was merged into 0 \(cat\): use that one/,
  );
  project.close();
});

test.each<[string, object, RegExp]>([
  ["no item", { item: 7 }, /there is no item 7/],
  ["an unknown class", { answer: { kind: "class", class: 9 } }, /class 9 .* 0 \(cat\), 1 \(dog\), 2 \(owl\)/],
  ["boxes in a classification", { answer: box(0, 0, 1, 1) }, /must be of kind class, skipped/],
  ["a stray key", { answer: { kind: "skipped", why: 1 } }, /must have only kind; got "why"/],
  ["no answer", { answer: null }, /must be an object with a kind; got null/],
  ["no time", { at: 1.5 }, /whole milliseconds/],
  ["nobody", { who: " " }, /must say who/],
  ["no id", { id: "" }, /id must be a text/],
  ["time backwards", { took: -1 }, /must have taken 0/],
  ["no source", { source: "rumour" }, /a person, file or oracle; got rumour/],
])("%s is refused with a sentence, and nothing of the call is kept", (_, wrong, sentence) => {
  const project = smallProject(1);
  const before = project.lastSeq();
  expect(() => project.appendAnswers([answerTo(1, 0), { ...answerTo(1, 1), ...wrong } as never])).toThrow(
    sentence,
  );
  expect(project.lastSeq()).toBe(before);
  expect(project.labelledCount()).toBe(0);
  project.close();
});

test.each<[Answer, RegExp | undefined]>([
  [box(0, 0, 100, 80), undefined],
  [box(-0.5, -0.5, 100.5, 80.5), undefined],
  [box(-0.6, 0, 10, 10), /box 1 must lie inside the image of 100 x 80 pixels \(to within 0.5 pixel\)/],
  [box(0, 0, 10, 81), /must lie inside/],
  [box(5, 5, 5, 9), /must have an area/],
  [box(9, 5, 5, 9), /must have an area/],
  [box(0, NaN, 5, 9), /four finite corners/],
  [{ kind: "boxes", boxes: [] }, undefined],
  [{ kind: "boxes", boxes: [{ class: 1, corners: [0, 0, 1, 1], difficult: true, area: 0.7 }] }, undefined],
  [{ kind: "boxes", boxes: [{ class: 1, corners: [0, 0, 1, 1], area: -1 }] }, /area must be a number/],
  [{ kind: "boxes", boxes: [{ class: 4, corners: [0, 0, 1, 1] }] }, /box 1: class 4 must be one/],
  [{ kind: "boxes", boxes: [{ class: 1, corners: [0, 0, 1, 1], crowd: 1 as never }] }, /crowd must be true/],
  [{ kind: "boxes" } as never, /boxes must be a list/],
])("boxes %j", (answer, sentence) => {
  const project = smallProject(1, { task: "detection" });
  const append = () => project.appendAnswers([answerTo(1, 0, { answer })]);
  if (sentence === undefined) {
    append();
    expect([...project.labels()][0].label).toEqual(answer);
  } else expect(append).toThrow(sentence);
  project.close();
});

test.each<[Answer, RegExp | undefined]>([
  [{ kind: "poses", poses: [{ joints: [[-20, 500, 1], [3, 4, 2]] }] }, undefined], // prettier-ignore
  [{ kind: "poses", poses: [{ joints: [[3, 4, 2]] }] }, /must have the 2 joints of the skeleton; got 1/],
  [{ kind: "poses", poses: [{ joints: [[3, 4, 2], [3, Infinity, 1]] }] }, /joint 2 must be two finite/], // prettier-ignore
  [{ kind: "poses", poses: [{ joints: [[3, 4, 2], [3, 4, 3 as never]] }] }, /joint 2 .* 0, 1 or 2/], // prettier-ignore
  [{ kind: "poses", poses: [{ joints: [[3, 4, 2], [3, 4, 0]], corners: [0, 0, 0, 9] }] }, /pose 1 must have an area/], // prettier-ignore
])("poses %j", (answer, sentence) => {
  const skeleton = { joints: ["head", "foot"], bones: [[0, 1]], mirrored: [0, 1] } as const;
  const project = smallProject(1, { task: "pose", skeleton });
  const append = () => project.appendAnswers([answerTo(1, 0, { answer })]);
  if (sentence === undefined) append();
  else expect(append).toThrow(sentence);
  project.close();
});

test("an image of unknown size takes any box with an area", () => {
  const project = smallProject(0, { task: "detection" });
  project.recordFiles([
    { ...fileNamed("a.jpg"), width: undefined, height: undefined, problem: "unreadable" },
  ]);
  project.appendAnswers([answerTo(1, 0, { answer: box(0, 0, 5000, 5000) })]);
  expect(project.labelledCount()).toBe(1);
  project.close();
});

test("events are never changed or deleted, by whatever program", () => {
  const project = smallProject(1);
  project.appendAnswers([answerTo(1, 0)]);
  project.close();
  const db = new DatabaseSync(join(project.folder, "querent.sqlite"));
  expect(() => db.exec("UPDATE events SET who = 'eve'")).toThrow(/never changed/);
  expect(() => db.exec("DELETE FROM events")).toThrow(/never deleted/);
  db.close();
});

test("a transaction is all or nothing, nested ones too, and its answers are in the journal after it", () => {
  const project = smallProject(2);
  const before = project.lastSeq();
  expect(() =>
    project.transaction(() => {
      project.appendAnswers([answerTo(1, 0)]);
      project.addToExam([{ item: 1, rank: 0 }]);
      throw new Error("stop");
    }),
  ).toThrow("stop");
  expect(project.lastSeq()).toBe(before);
  expect(project.exam()).toEqual([]);
  project.transaction(() => {
    project.appendAnswers([answerTo(1, 0)]);
    expect(() => project.appendAnswers([answerTo(2, 0), answerTo(2, 9)])).toThrow(/class 9/);
    project.addToExam([{ item: 2, rank: 0 }]);
  });
  expect([...project.labels()].map((label) => label.item)).toEqual([1]);
  expect(project.exam()).toHaveLength(1);
  expect(() => project.transaction(async () => 1)).toThrow(/must not be asynchronous/);
  project.close();
  openProject(project.folder).close();
});
