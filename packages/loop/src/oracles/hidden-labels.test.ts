/** Answers of an oracle with and without mistakes: how often, where, and always the same. */
import { keyFrom, type JointLabel, type Label } from "@querent/core";
import { expect, test } from "vitest";
import { hiddenLabels, type OracleNoise } from "./hidden-labels.ts";

const key = keyFrom("oracle");
const n = 4000;
const names = Array.from({ length: n }, (_, i) => `image ${i}`);
const classes = [0, 2, 5];

const classOf = (i: number): number => classes[i % 3];
const labels = new Map(names.map((id, i): [string, Label] => [id, { kind: "class", class: classOf(i) }]));

async function answers(
  truth: ReadonlyMap<string, Label>,
  noise?: OracleNoise,
  ids: Iterable<string> = truth.keys(),
) {
  const oracle = hiddenLabels(truth, { noise });
  const said = new Map<string, Label>();
  for (const id of ids) said.set(id, (await oracle.answer({ id, round: 0 })) as Label);
  return said;
}

/** A share of n draws with this chance, within 4 standard errors. */
function expectShare(count: number, of: number, chance: number): void {
  expect(Math.abs(count / of - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / of) + 1e-12);
}

const wrong = (said: ReadonlyMap<string, Label>, ids: readonly string[] = names): number =>
  ids.filter(
    (id) => (said.get(id) as { class: number }).class !== (labels.get(id) as { class: number }).class,
  ).length;

test("without noise it says what it knows, and nothing of what it does not", async () => {
  const oracle = hiddenLabels(labels);
  expect(await answers(labels)).toEqual(labels);
  expect(await oracle.answer({ id: "another", round: 0 })).toBeUndefined();
  expect(await answers(labels, { share: 0, classes, key })).toEqual(labels);
});

test("a class is wrong as often as stated, and each other class comes up as often", async () => {
  const said = await answers(labels, { share: 0.2, classes, key });
  expectShare(wrong(said), n, 0.2);
  const zeros = names.filter((_, i) => i % 3 === 0 && wrong(said, [names[i]]) === 1);
  const twos = zeros.filter((id) => (said.get(id) as { class: number }).class === 2).length;
  expectShare(twos, zeros.length, 0.5);
});

test("answers follow from the image alone, whatever the order and however often it is asked", async () => {
  const noise = { share: 0.3, classes, key };
  const forward = await answers(labels, noise);
  const backward = await answers(labels, noise, [...labels.keys()].toReversed());
  for (const id of names) expect(backward.get(id)).toEqual(forward.get(id));
  const oracle = hiddenLabels(labels, { noise });
  const rounds = await Promise.all([0, 1, 7].map((round) => oracle.answer({ id: names[3], round })));
  expect(new Set(rounds.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(await answers(labels, { ...noise, key: keyFrom("another") })).not.toEqual(forward);
});

test("difficult images are mistaken more often, and as many in all", async () => {
  const difficulty = new Map(names.map((id, i) => [id, [0, 1, 3][Math.floor(i / 3) % 3]]));
  const said = await answers(labels, { share: 0.2, classes, key, difficulty });
  expectShare(wrong(said), n, 0.2);
  for (const [level, chance] of [
    [0, 0],
    [1, 0.15],
    [3, 0.45],
  ]) {
    const ids = names.filter((id) => difficulty.get(id) === level);
    expectShare(wrong(said, ids), ids.length, chance);
  }
});

test("boxes are mistaken one by one; with a single class they are overlooked", async () => {
  const boxes = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      class: classes[at % 3],
      corners: [at, 0, at + 1, 1] as const,
    }));
  const truth = new Map(names.map((id): [string, Label] => [id, { kind: "boxes", boxes: boxes(3) }]));
  const said = await answers(truth, { share: 0.1, classes, key });
  let mistakes = 0;
  for (const label of said.values()) {
    if (label.kind !== "boxes") throw new Error("boxes");
    expect(label.boxes).toHaveLength(3);
    mistakes += label.boxes.filter((box, at) => box.class !== classes[at]).length;
    label.boxes.forEach((box, at) => expect(box.corners).toEqual([at, 0, at + 1, 1]));
  }
  expectShare(mistakes, 3 * n, 0.1);
  const alone = new Map(names.map((id): [string, Label] => [id, { kind: "boxes", boxes: boxes(1) }]));
  const seen = [...(await answers(alone, { share: 0.1, classes: [0], key })).values()];
  expectShare(seen.filter((label) => label.kind === "boxes" && label.boxes.length === 0).length, n, 0.1);
});

test("joints change sides in pairs; a joint without another side stays", async () => {
  const joints: JointLabel[] = [
    [0, 0, 2],
    [1, 1, 1],
    [2, 2, 0],
  ];
  const truth = new Map(names.map((id): [string, Label] => [id, { kind: "poses", poses: [{ joints }] }]));
  const said = await answers(truth, { share: 0.25, classes: [], mirrored: [1, 0, 2], key });
  let swapped = 0;
  for (const label of said.values()) {
    if (label.kind !== "poses") throw new Error("poses");
    const [left, right, nose] = label.poses[0].joints;
    expect(nose).toEqual(joints[2]);
    expect([left, right]).toEqual(left[0] === 1 ? [joints[1], joints[0]] : [joints[0], joints[1]]);
    if (left[0] === 1) swapped += 1;
  }
  expectShare(swapped, n, 0.25);
});

test.each([
  ["noise must be in [0, 1); got 1.", { share: 1 }],
  ["noise must be in [0, 1); got NaN.", { share: NaN }],
  ["image 0 has -1", { share: 0.1, difficulty: new Map([["image 0", -1]]) }],
  [
    "Some item must have a difficulty above 0; all have 0.",
    { share: 0.1, difficulty: new Map([["image 0", 0]]) },
  ],
] as const)("refused: %s", (sentence, noise) => {
  expect(() => hiddenLabels(labels, { noise: { classes, key, ...noise } })).toThrow(sentence);
});

test("an image without a difficulty is named", async () => {
  const difficulty = new Map([["image 0", 1]]);
  const noise = { share: 0.1, classes, key, difficulty };
  await expect(hiddenLabels(labels, { noise }).answer({ id: "image 1", round: 0 })).rejects.toThrow(
    "Every item must have a difficulty; image 1 has none.",
  );
});
