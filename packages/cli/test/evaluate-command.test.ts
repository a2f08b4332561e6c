/** `querent evaluate` as a user meets it: tables, JSON, and what is refused. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evaluateFiles, type EvaluateRequest } from "../src/evaluating/evaluate-files.ts";
import type { OutputEvent } from "../src/terminal/output.ts";
import { querentIn } from "./querent-in.ts";

const images = [12, 5].map((id) => ({ id, file_name: `${id}.jpg`, width: 100, height: 100 }));
const boxes = {
  images,
  categories: [
    { id: 2, name: "dog" },
    { id: 1, name: "cat" },
  ],
  annotations: [
    { id: 1, image_id: 5, category_id: 1, bbox: [0, 0, 40, 40], area: 1600, iscrowd: 0 },
    { id: 2, image_id: 12, category_id: 1, bbox: [10, 10, 10, 10], iscrowd: 0 },
    { id: 3, image_id: 12, category_id: 2, bbox: [0, 0, 100, 100], area: 10000, iscrowd: 1 },
    { id: 4, image_id: 99, category_id: 1, bbox: [0, 0, 9, 9], area: 81, iscrowd: 0 },
  ],
};
const found = [
  { image_id: 5, category_id: 1, bbox: [0, 0, 40, 40], score: 0.9 },
  { image_id: 12, category_id: 1, bbox: [10, 10, 10, 6], score: 0.8 }, // overlaps by 0.6
  { image_id: 12, category_id: 2, bbox: [50, 50, 20, 20], score: 0.7 }, // inside the crowd
];
const people = {
  images,
  categories: [{ id: 1, name: "person", keypoints: ["neck", "head_top"], skeleton: [] }],
  annotations: [
    {
      id: 1,
      image_id: 5,
      category_id: 1,
      bbox: [0, 0, 50, 50],
      area: 2500,
      keypoints: [10, 10, 2, 20, 20, 0],
    },
  ],
};
const poses = [{ image_id: 5, category_id: 1, keypoints: [10, 10, 1, 90, 90, 1], score: 0.4 }];

let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "querent-evaluate-"));
  const files = {
    "G.json": boxes,
    "P.json": found,
    "people.json": people,
    "poses.json": poses,
    "none.json": [],
  };
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(home, name), JSON.stringify(content));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs it in this process; gives what it said and emitted. */
function evaluate(groundTruth: string, predictions: string, options: Partial<EvaluateRequest> = {}) {
  const said: string[] = [];
  const events: OutputEvent[] = [];
  const output = {
    json: false,
    say: (text: string) => void said.push(text),
    emit: (event: OutputEvent) => void events.push(event),
    progress: () => {},
  };
  const request = { type: "auto", perClass: true, ...options } as const;
  evaluateFiles(
    { ...request, groundTruth: join(home, groundTruth), predictions: join(home, predictions) },
    output,
  );
  return { text: said.join("\n"), events };
}

describe("boxes", () => {
  test("have the twelve numbers and VOC's, of all classes and of each", () => {
    const { text, events } = evaluate("G.json", "P.json");
    const close = (value: number) => expect.closeTo(value, 12) as number;
    const half = 51 / 101; // of the recalls, when one of two is found
    const ap = (3 * 1 + 7 * half) / 10; // the second overlaps by 0.6, enough for three of ten thresholds
    const scores = {
      ap: close(ap),
      ap50: close(1),
      ap75: close(half),
      apSmall: close(0.3),
      apMedium: close(1),
      apLarge: -1,
      ar1: close(0.65),
      ar10: close(0.65),
      ar100: close(0.65),
      arSmall: close(0.3),
      arMedium: 1,
      arLarge: -1,
      voc50: 1,
      voc50ElevenPoint: close(1),
    };
    const notes = [
      "1 annotations of images that the file does not list were left out.",
      "1 annotations have no area; that of their box was taken.",
    ];
    const sizes = { type: "boxes", images: 2, truths: 2, found: 3, overlaps: "0.50:0.95" };
    expect(events).toEqual([
      { event: "evaluation", ...sizes, scores, notes },
      { event: "class", class: "cat", truths: 2, scores },
      {
        event: "class",
        class: "dog",
        truths: 0,
        scores: expect.objectContaining({ ap: -1, ar1: -1, voc50: undefined }),
      },
    ]);
    expect(text).toContain("2 images, 2 true boxes that count of 2 classes, 3 found");
    expect(text).toMatch(/^AP50 +0\.50 +all +100 +1\.0000$/m);
    expect(text).toMatch(/^AP large +0\.50:0\.95 +from 96² +100 +–$/m);
    expect(text).toMatch(/^cat +2 +0\.6535 +1\.0000 +0\.5050 +0\.6500 +1\.0000$/m);
  });

  test("can be held to overlaps of one's own", () => {
    const { events, text } = evaluate("G.json", "P.json", { iou: [0.7] });
    expect(events[0]).toMatchObject({
      overlaps: [0.7],
      scores: { ap: expect.closeTo(51 / 101, 12), ap50: -1 },
    });
    expect(text).toMatch(/^AP +0\.7 +all/m);
  });

  test("of images that have no annotations are left out, and that is said", () => {
    const stranger = { image_id: 99, category_id: 1, bbox: [0, 0, 9, 9], score: 0.99 };
    writeFileSync(join(home, "more.json"), JSON.stringify([stranger, ...found]));
    const [{ notes, ...numbers }] = evaluate("G.json", "more.json").events;
    const [{ notes: before, ...same }] = evaluate("G.json", "P.json").events;
    expect(numbers).toEqual(same);
    expect(notes).toEqual([
      ...(before as string[]),
      `1 results of images that ${join(home, "G.json")} does not list were left out.`,
    ]);
  });

  test("may be none", () => {
    expect(evaluate("G.json", "none.json").events[0]).toMatchObject({
      type: "boxes",
      found: 0,
      scores: { ap: 0 },
    });
  });
});

describe("poses", () => {
  test("have the ten numbers", () => {
    const { events, text } = evaluate("people.json", "poses.json");
    expect(events[0]).toMatchObject({
      type: "keypoints",
      truths: 1,
      notes: [],
      scores: { ap: expect.closeTo(1, 12), apLarge: -1, ar: 1, arMedium: 1 },
    });
    expect(text).toMatch(/^AP medium +0\.50:0\.95 +32² to 96² +20 +1\.0000$/m);
  });

  test("say where no sigma is known", () => {
    const other = { ...people, categories: [{ ...people.categories[0], keypoints: ["neck", "tail"] }] };
    writeFileSync(join(home, "cats.json"), JSON.stringify(other));
    expect(evaluate("cats.json", "poses.json").text).toContain(
      'No OKS sigma is known for tail of "person": each of its 2 joints has 1/2',
    );
  });

  test("must have the joints of their category", () => {
    const run =
      (truth: unknown, results: unknown, type: "auto" | "keypoints" | "boxes" = "auto") =>
      () => {
        writeFileSync(join(home, "T.json"), JSON.stringify(truth));
        writeFileSync(join(home, "R.json"), JSON.stringify(results));
        return evaluate("T.json", "R.json", { type });
      };
    expect(run(people, [{ ...poses[0], keypoints: [1, 2, 3] }])).toThrow(
      /R\.json, entry 0 \(from 0\): its keypoints must be x, y and v for each of the 2 joints.*got 3 values/,
    );
    const bare = { ...people, annotations: [{ ...people.annotations[0], id: 8, keypoints: undefined }] };
    expect(run(bare, poses)).toThrow(/T\.json, annotation 8: its keypoints must be .*; got undefined/);
    expect(run(boxes, poses, "keypoints")).toThrow(
      "must have a category with a list of keypoints; there is none",
    );
    expect(run(people, poses, "boxes")).toThrow(
      /entry 0 \(from 0\): it must have a bbox; it has keypoints only/,
    );
    const negative = { ...boxes, annotations: [{ ...boxes.annotations[0], bbox: [9, 9, -9, 9] }] };
    expect(run(negative, [])).toThrow(/annotation 1: its bbox must have a width and a height of at least 0/);
  });
});

test("the command prints JSON, and its errors with their exit codes", { timeout: 180_000 }, () => {
  const querent = querentIn(home);
  const files = ["--ground-truth", "G.json", "--predictions", "P.json"];
  const json = querent.run("evaluate", ...files, "--json", "--iou", "0.5,0.75");
  expect(json).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(json.out)).toMatchObject({ event: "evaluation", overlaps: [0.5, 0.75] });
  const failed = querent.run("evaluate", "--ground-truth", "G.json", "--predictions", "G.json");
  expect(failed).toMatchObject({ code: 1, out: "" });
  expect(failed.err).toContain("querent: G.json must hold a JSON list of results");
  const wrong = querent.run("evaluate", ...files, "--iou", "0.9,0.5");
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain("--iou must be ascending numbers in (0, 1], separated by commas");
});
