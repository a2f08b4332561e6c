/** `querent predict` as a user meets it: its files, and that they fit those of `querent export`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generator, keyFrom, split } from "@querent/core";
import { readCsv, readCsvText, readParquet, readParquetText } from "@querent/formats";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { squareImage } from "./image-folder.ts";
import type { Outcome } from "./querent-in.ts";
import { runHere } from "./run-here.ts";

let home: string;
const back = process.cwd();

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "querent-predict-"));
  process.chdir(home);
  process.env.XDG_CACHE_HOME = join(home, "cache");
});
afterAll(() => {
  process.chdir(back);
  rmSync(home, { recursive: true, force: true });
});

async function run(line: string): Promise<Outcome> {
  const outcome = await runHere(...line.split(" "));
  expect(outcome, line).toMatchObject({ code: 0 });
  return outcome;
}

const classes = "id,label"; // a class may have the name of a column

async function classified(): Promise<void> {
  mkdirSync("shades");
  const rows: string[] = [];
  for (let i = 0; i < 24; i += 1) {
    writeFileSync(
      `shades/i${i}.jpg`,
      await squareImage(i % 2, `${i}`)
        .jpeg()
        .toBuffer(),
    );
    if (i < 14) rows.push(`i${i}.jpg,${classes.split(",")[i % 2]}`);
  }
  writeFileSync("shades.csv", `path,label\n${rows.join("\n")}\n`);
  await run(
    `init shade --images shades --task classification --classes ${classes} --recipe quick --epochs 1 --exam 2`,
  );
  await run("import shade shades.csv");
}

test("a table of classes, as CSV and as Parquet", async () => {
  await classified();
  const { out } = await run("predict shade --out all.csv");
  expect(out).toMatch(/Predictions of 24 images by model [0-9a-f]{16}, of \d+ labels: all\.csv\./);
  const { data, columns, ids } = await readCsv("all.csv", "probability,p_id,p_label");
  expect(columns).toEqual(["probability", "p_id", "p_label"]);
  expect([...ids!].sort()).toEqual(Array.from({ length: 24 }, (_, i) => `i${i}.jpg`).sort());
  const { label } = (await readCsvText("all.csv", ["label"])).columns;
  label.forEach((name, row) => {
    const [sure, first, second] = data.subarray(3 * row, 3 * row + 3);
    expect(first + second).toBeCloseTo(1, 5);
    expect([sure, name]).toEqual(first > second ? [first, "id"] : [second, "label"]);
  });
  await run("predict shade --out all.parquet");
  const parquet = await readParquet("all.parquet", "probability,p_id,p_label");
  expect(parquet).toEqual({ shape: [24, 3], data, columns, ids });
  expect((await readParquetText("all.parquet", ["label"])).columns.label).toEqual(label);

  await run("predict shade --unlabelled --module --out rest.csv");
  const rest = await readCsv("rest.csv", "predicted_loss");
  expect([...rest.ids!].sort()).toEqual(Array.from({ length: 10 }, (_, i) => `i${i + 14}.jpg`).sort());
  expect(rest.data.every(Number.isFinite)).toBe(true);
});

test.each([
  [
    "--out all.json",
    2,
    /--out must be a file ending in \.csv or \.parquet for classification; got "all\.json"/,
  ],
  ["--out nowhere/all.csv", 1, /The folder .*nowhere of --out must be there; it is not/],
  ["", 2, /required option '--out <file>' not specified/],
])("predict shade %s is refused before any work", async (options, code, message) => {
  const outcome = await runHere(...`predict shade ${options}`.trim().split(" "));
  expect(outcome.code).toBe(code);
  expect(outcome.err).toMatch(message);
});

interface Coco {
  readonly images: { readonly id: number; readonly file_name: string }[];
  readonly annotations: {
    readonly image_id: number;
    readonly category_id: number;
    readonly bbox: number[];
  }[];
}
type Result = Coco["annotations"][number] & { readonly file_name: string; readonly keypoints?: number[] };

const read = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;

/** Images of two shapes with a bright square, and a COCO file of those with an odd number: its boxes, or poses of four joints. */
async function squares(name: string, kind: "boxes" | "poses", count: number): Promise<void> {
  mkdirSync(name);
  const images: object[] = [];
  const annotations: object[] = [];
  for (let i = 0; i < count; i += 1) {
    const draw = generator(split(keyFrom("squares"), i));
    const [width, height] = i % 4 === 3 ? [128, 96] : [64, 64];
    const data = Uint8Array.from({ length: width * height * 3 }, () => draw.integer(40));
    const side = 24 + draw.integer(8);
    const [x, y] = [draw.integer(width - side), draw.integer(height - side)];
    for (let v = y; v < y + side; v += 1) data.fill(220, 3 * (v * width + x), 3 * (v * width + x + side));
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(`${name}/${i}.png`);
    if (i % 2 === 0) continue;
    images.push({ id: 1000 - i, file_name: `${i}.png`, width, height });
    const keypoints = [0, 1, 2, 3].flatMap((j) => [x + (j % 2) * side, y + (j >> 1) * side, 2]);
    const bbox = [x, y, side, side];
    const one = { id: i, image_id: 1000 - i, category_id: 7, bbox, area: side * side, iscrowd: 0 };
    annotations.push(kind === "boxes" ? one : { ...one, keypoints, num_keypoints: 4 });
  }
  const keypoints = ["left_shoulder", "right_shoulder", "left_hip", "right_hip"];
  const category = { id: 7, name: "square", ...(kind === "poses" && { keypoints, skeleton: [] }) };
  writeFileSync(`${name}.json`, JSON.stringify({ images, annotations, categories: [category] }));
}

test("boxes, held against the exported labels", async () => {
  await squares("boxes", "boxes", 48);
  await run("init box --images boxes --task detection --classes square --exam 6 --size 64 --epochs 12");
  await run("import box boxes.json");
  await run("export box --format coco --out coco");
  await run("predict box --out P.json");
  const truth = read<Coco>("coco/annotations/instances_default.json");
  const results = read<Result[]>("P.json");
  const names = new Map(truth.images.map(({ id, file_name }) => [id, file_name]));
  expect(names.size).toBe(24);
  expect(new Set(results.map(({ image_id }) => image_id)).size).toBeGreaterThan(24);
  for (const { image_id, file_name, category_id } of results) {
    expect(names.get(image_id) ?? file_name).toBe(file_name);
    expect(category_id).toBe(1);
  }
  const labelled = "coco/annotations/instances_default.json";
  const { out } = await run(`evaluate --ground-truth ${labelled} --predictions P.json`);
  expect(out).toMatch(/24 images, 24 true boxes that count of 1 class/);
  expect(out).toMatch(/results of images that .*default\.json does not list were left out/);

  await run("export box --format coco --parts --out parts");
  const exam = "parts/annotations/instances_test.json";
  const held = JSON.parse((await run(`evaluate --ground-truth ${exam} --predictions P.json --json`)).out);
  const told = (await run("evaluate box --json")).out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const { figure } = told.find(({ event }) => event === "evaluation");
  expect(figure.estimate).toBeGreaterThan(0.1);
  expect(held.scores.voc50).toBeCloseTo(figure.estimate, 4);

  await run("predict box --unlabelled --out rest.json");
  const rest = read<Result[]>("rest.json").map(({ file_name }) => Number(file_name.split(".")[0]));
  expect(rest.length).toBeGreaterThan(0);
  expect(rest.every((number) => number % 2 === 0)).toBe(true);
}, 120_000);

test("poses, held against the exported labels", async () => {
  await squares("poses", "poses", 24);
  await run("init pose --images poses --task pose --from poses.json --exam 3 --size 32 --epochs 2");
  await run("import pose poses.json");
  await run("export pose --format coco --out skeletons");
  await run("predict pose --out K.json");
  const results = read<Result[]>("K.json");
  expect(results).toHaveLength(24);
  for (const { keypoints } of results) expect(keypoints).toHaveLength(12);
  const truth = "skeletons/annotations/person_keypoints_default.json";
  const { out } = await run(`evaluate --ground-truth ${truth} --predictions K.json`);
  expect(out).toMatch(/12 images, 12 true poses that count of 1 class, 12 found/);
  expect(out).toContain("12 results of images that");
}, 120_000);
