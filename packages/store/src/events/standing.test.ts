/** The labels that stand, against the rule written down plainly. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Answer } from "@querent/core";
import { plainState, plainText, type Said } from "../../test/plain-labels.ts";
import { answerTo, smallProject } from "../../test/project-in.ts";
import type { Project } from "../project-contract.ts";

const itemCount = 4;
const classAnswer = fc.nat(2).map((number): Answer => ({ kind: "class", class: number }));
const boxesAnswer = fc
  .array(
    fc.record({
      class: fc.nat(2),
      corners: fc.constantFrom<[number, number, number, number]>([0, 0, 5, 5], [1, 0, 5, 5]),
    }),
    { maxLength: 2 },
  )
  .map((boxes): Answer => ({ kind: "boxes", boxes }));
const noLabel = fc.constantFrom<Answer>({ kind: "skipped" }, { kind: "unsure" }, { kind: "cleared" });

const steps = (label: fc.Arbitrary<Answer>) =>
  fc.array(
    fc.oneof(
      {
        weight: 12,
        arbitrary: fc.record({
          item: fc.integer({ min: 1, max: itemCount }),
          who: fc.constantFrom("ann", "bob", "cleo", "dan"),
          answer: fc.oneof({ weight: 3, arbitrary: label }, { weight: 1, arbitrary: noLabel }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ from: fc.nat(2), into: fc.nat(2) }) },
    ),
    { maxLength: 40 },
  );

/** Says everything to a project; answers of merged classes are said of their heirs, as a person would have to. */
function tell(project: Project, told: readonly object[]): Said[] {
  const said: Said[] = [];
  told.forEach((step, i) => {
    const heirs = new Map(project.classes().map((entry) => [entry.class, entry.mergedInto ?? entry.class]));
    const event = { id: `event ${i}`, at: i };
    if ("from" in step) {
      const { from, into } = step as { from: number; into: number };
      const [a, b] = [heirs.get(from)!, heirs.get(into)!];
      if (a === b) return;
      project.changeClasses([{ ...event, who: "ann", change: { kind: "merged", class: a, into: b } }]);
      said.push({ seq: project.lastSeq(), merge: [a, b] });
      return;
    }
    const { item, who, answer } = step as { item: number; who: string; answer: Answer };
    const alive = living(answer, (number) => heirs.get(number)!);
    const [seq] = project.appendAnswers([{ ...event, item, who, source: "person", answer: alive }]);
    said.push({ seq, item, who, answer: alive });
  });
  return said;
}

function living(answer: Answer, heir: (number: number) => number): Answer {
  if (answer.kind === "class") return { kind: "class", class: heir(answer.class) };
  if (answer.kind !== "boxes") return answer;
  return { kind: "boxes", boxes: answer.boxes.map((box) => ({ ...box, class: heir(box.class) })) };
}

/** What the project says of each item, in the words of the plain rule. */
function states(project: Project) {
  const labels = new Map([...project.labels()].map((label) => [label.item, label]));
  return [...project.items()].map((item) => {
    const label = labels.get(item.item);
    return {
      state: item.state,
      seq: label?.seq,
      label: label === undefined ? undefined : plainText(label.label),
      people: label?.people ?? 0,
      disputed: label?.disputed ?? false,
      skips: item.skips,
    };
  });
}

test.each([
  ["classification", classAnswer, "most"],
  ["classification", classAnswer, "latest"],
  ["detection", boxesAnswer, "most"],
] as const)("of %s, the store says what the plain rule says (%#)", (task, label, whoRule) => {
  fc.assert(
    fc.property(steps(label), fc.nat(50), (told, cut) => {
      const project = smallProject(itemCount, { task, whoRule });
      const said = tell(project, told);
      const expected = [1, 2, 3, 4].map((item) => plainState(said, item, whoRule));
      expect(states(project)).toEqual(expected);
      expect([...project.disputed()].map((dispute) => dispute.item)).toEqual(
        expected.flatMap((state, i) => (state.disputed ? [i + 1] : [])),
      );
      const counts = project.counts();
      expect(counts.states.labelled).toBe(expected.filter((state) => state.state === "labelled").length);
      expect(counts.classes).toEqual(countedSlowly(project));
      const upTo = said.filter((event) => "merge" in event || event.seq <= cut);
      const then = new Map([...project.labels({ until: cut })].map((label) => [label.item, label]));
      for (const item of [1, 2, 3, 4]) {
        const plain = plainState(upTo, item, whoRule);
        expect(then.get(item)?.seq).toBe(plain.seq);
        expect(then.get(item)?.disputed ?? false).toBe(plain.disputed);
      }
      project.rebuild();
      expect(states(project)).toEqual(expected);
      expect(project.counts()).toEqual(counts);
      project.close();
    }),
    { numRuns: 25, seed: 11 },
  );
});

function countedSlowly(project: Project) {
  const classes = project.classes().filter((entry) => entry.mergedInto === undefined);
  const shown = [...project.labels()].map(({ label }) =>
    label.kind === "class"
      ? [label.class]
      : label.kind === "boxes"
        ? label.boxes.map((box) => box.class)
        : [],
  );
  return classes.map((entry) => ({
    ...entry,
    items: shown.filter((list) => list.includes(entry.class)).length,
    objects: shown.flat().filter((number) => number === entry.class).length,
  }));
}

test("changing the rule decides disputes anew", () => {
  const project = smallProject(1);
  project.appendAnswers([
    answerTo(1, 0),
    answerTo(1, 0, { who: "bob", id: "b" }),
    answerTo(1, 1, { who: "cleo", id: "c" }),
  ]);
  const label = () => [...project.labels()][0].label;
  expect(label()).toEqual({ kind: "class", class: 0 });
  project.changeSettings({ whoRule: "latest" }, "ann", 9);
  expect(label()).toEqual({ kind: "class", class: 1 });
  expect(project.counts().classes.map((entry) => entry.items)).toEqual([0, 1, 0]);
  project.close();
});

test("labels since an event, and of certain items", () => {
  const project = smallProject(1500);
  const answers = Array.from({ length: 1500 }, (_, i) => answerTo(i + 1, i % 3));
  const seqs = project.appendAnswers(answers);
  const items = (query: object) => [...project.labels(query)].map((label) => label.item);
  expect(items({})).toHaveLength(1500);
  expect(items({ since: seqs[1497] })).toEqual([1499, 1500]);
  expect(items({ items: [7, 3, 3, 9999] })).toEqual([3, 7]);
  expect(items({ until: seqs[1] })).toEqual([1, 2]);
  expect(items({ items: Array.from({ length: 1200 }, (_, i) => 1500 - i), until: seqs[400] })).toHaveLength(
    101,
  );
  for (const label of project.labels())
    if (label.item === 1) project.appendAnswers([answerTo(1, 2, { id: "while reading" })]);
  project.close();
});
