/** The images of the study of stopping rules, as rows of numbers. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { matrix, type ClassificationSplit, type Matrix } from "@querent/core";
import { readIdxDataset } from "@querent/formats";

/** Rows with labels; the first `pool` of them are the pool, the rest the test part. */
export interface StudyData {
  readonly name: string;
  readonly inputs: Matrix; // (n, d), each column of the pool with mean 0 and deviation 1
  readonly labels: Int32Array; // (n)
  readonly pool: number;
  readonly classes: number;
}

export const studyDatasets = ["optdigits", "fashion-mnist"] as const;

/** @param folder the folder of data sets */
export function openStudyData(name: (typeof studyDatasets)[number], folder: string): StudyData {
  return name === "optdigits" ? openDigits(join(folder, name)) : openFashion(join(folder, name));
}

/** Alpaydin and Kaynak's digits of 8 x 8 cells: training and hold-out parts are the pool. doi 10.24432/C50P49 */
function openDigits(folder: string): StudyData {
  const [pool, test] = [["tra", "hol"], ["tes"]].map((parts) =>
    parts.flatMap((part) =>
      readFileSync(join(folder, "data", `optdigits.${part}`), "utf8")
        .split("\n")
        .filter((line) => /^\d/.test(line))
        .map((line) => line.trim().split(",").map(Number)),
    ),
  );
  const rows = [...pool, ...test];
  const inputs = matrix(rows.length, 64);
  rows.forEach((row, i) => inputs.data.set(row.slice(0, 64), 64 * i));
  const labels = Int32Array.from(rows, (row) => row[64]);
  return {
    name: "optdigits",
    inputs: standardised(inputs, pool.length),
    labels,
    pool: pool.length,
    classes: 10,
  };
}

/** The first 10,000 training images and the test part, each as the means of its 7 x 7 cells of 4 x 4 pixels. */
function openFashion(folder: string): StudyData {
  const { train, test, classes } = readIdxDataset(folder);
  const pool = 10_000;
  const inputs = matrix(pool + test.images.count, 49);
  fillCells(train, pool, inputs.data);
  fillCells(test, test.images.count, inputs.data.subarray(49 * pool));
  const labels = Int32Array.from([...train.labels.subarray(0, pool), ...test.labels]);
  return { name: "fashion-mnist", inputs: standardised(inputs, pool), labels, pool, classes: classes.length };
}

function fillCells({ images }: ClassificationSplit, count: number, out: Float32Array): void {
  const { width, height, data } = images;
  for (let i = 0; i < count; i += 1)
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        out[49 * i + 7 * (y >> 2) + (x >> 2)] += data[i * width * height + y * width + x] / 16;
}

/** Each column less its mean over the first rows, over its deviation there; columns that never change become 0. */
function standardised(inputs: Matrix, first: number): Matrix {
  const out = matrix(inputs.rows, inputs.cols);
  for (let j = 0; j < inputs.cols; j += 1) {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < first; i += 1) {
      const x = inputs.data[i * inputs.cols + j];
      sum += x;
      squares += x * x;
    }
    const mean = sum / first;
    const deviation = Math.sqrt(Math.max(0, squares / first - mean * mean));
    if (deviation > 1e-6)
      for (let i = 0; i < inputs.rows; i += 1)
        out.data[i * inputs.cols + j] = (inputs.data[i * inputs.cols + j] - mean) / deviation;
  }
  return out;
}
