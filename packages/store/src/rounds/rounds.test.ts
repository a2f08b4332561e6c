/** The exam, rounds and models as the loop hands them over. */
import { expect, test } from "vitest";
import { answerTo, smallProject } from "../../test/project-in.ts";

const roundOf = (number: number) => ({
  number,
  state: "open",
  strategy: "entropy",
  params: { batch: 2, share: [0.5, null] },
  seed: 3,
  at: 10,
});

test("a round keeps its items in order, with their state now", () => {
  const project = smallProject(3);
  project.addRound({ ...roundOf(0), record: { labels: 4 } }, [
    { item: 3, rank: 1, role: "random" },
    { item: 1, rank: 0, role: "pick", score: 0.25, why: { margin: 0.1 } },
  ]);
  project.addRoundItems(0, [{ item: 2, rank: 2, role: "exam" }]);
  const [seq] = project.appendAnswers([answerTo(3, 0)]);
  expect(project.roundItems(0)).toEqual([
    {
      round: 0,
      item: 1,
      id: "000.jpg",
      rank: 0,
      role: "pick",
      score: 0.25,
      why: { margin: 0.1 },
      state: "unlabelled",
    },
    { round: 0, item: 3, id: "002.jpg", rank: 1, role: "random", state: "labelled", lastSeq: seq },
    { round: 0, item: 2, id: "001.jpg", rank: 2, role: "exam", state: "unlabelled" },
  ]);
  expect(project.round(0)).toEqual({ ...roundOf(0), record: { labels: 4 }, changedAt: 10 });
  expect(project.rounds()).toHaveLength(1);
  expect(project.round(5)).toBeUndefined();
  project.close();
});

test("a round moves only from the state it is in", () => {
  const project = smallProject(1);
  project.addRound(roundOf(0), []);
  expect(project.moveRound(0, "open", "training", 20, { labels: 9 })).toBe(true);
  expect(project.moveRound(0, "open", "done", 30)).toBe(false);
  expect(project.round(0)).toMatchObject({ state: "training", changedAt: 20, record: { labels: 9 } });
  expect(project.moveRound(0, "training", "done", 40)).toBe(true);
  expect(project.round(0)!.record).toEqual({ labels: 9 });
  project.close();
});

test("what cannot be is refused whole", () => {
  const project = smallProject(2);
  project.addRound(roundOf(0), []);
  const pick = { role: "pick" } as const;
  expect(() => project.addRound(roundOf(0), [])).toThrow(/round 0 is there already/);
  expect(() => project.addRound(roundOf(1), [{ item: 9, rank: 0, ...pick }])).toThrow(/Round 1 .* no item 9/);
  expect(() => project.addRoundItems(4, [])).toThrow(/there is no round 4/);
  expect(() =>
    project.addRoundItems(0, [
      { item: 1, rank: 0, ...pick },
      { item: 2, rank: 0, ...pick },
    ]),
  ).toThrow(/item 2 or rank 0 is there/);
  expect(project.rounds()).toHaveLength(1);
  expect(project.roundItems(0)).toEqual([]);
  project.close();
});

test("the exam grows, an item and a rank once", () => {
  const project = smallProject(3);
  project.addToExam([{ item: 3, rank: 1 }]);
  project.addToExam([{ item: 2, rank: 0 }]);
  expect(project.exam()).toEqual([
    { item: 2, rank: 0, id: "001.jpg" },
    { item: 3, rank: 1, id: "002.jpg" },
  ]);
  expect(() => project.addToExam([{ item: 1, rank: 1 }])).toThrow(/rank 1 is there/);
  expect(() => project.addToExam([{ item: 8, rank: 9 }])).toThrow(/no item 8/);
  project.close();
});

test("models are kept in the order of their time", () => {
  const project = smallProject(1);
  const model = {
    id: "m2",
    path: "models/m2.onnx",
    sha256: "ab",
    labels: 12,
    seq: 40,
    settings: { epochs: 3 },
    metrics: { accuracy: 0.5 },
    at: 20,
  };
  project.addModel(model);
  project.addModel({ ...model, id: "m1", at: 10 });
  expect(project.models().map(({ id }) => id)).toEqual(["m1", "m2"]);
  expect(project.model("m2")).toEqual(model);
  expect(project.model("m3")).toBeUndefined();
  expect(() => project.addModel(model)).toThrow(/"m2" is there already/);
  project.close();
});
