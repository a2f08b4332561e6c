/** Writes what a model says of a project's images as a file of the field. */
import { extname } from "node:path";
import type { Task } from "@querent/core";
import { csvLine, writeParquetTable, writeWholeFile } from "@querent/formats";
import { livingClasses, readPredictions, type ItemPrediction } from "@querent/loop";
import type { Project } from "@querent/store";
import { UsageError } from "../terminal/errors.ts";
import { cocoResults } from "./coco-results.ts";
import type { PredictedImage } from "./predicted-image.ts";

export interface PredictionsRequest {
  readonly model: string;
  readonly out: string;
  readonly unlabelled: boolean; // only images without a label
  readonly withLoss: boolean; // the model predicts losses
}

/** Before the name of a class, so that no class is taken for another column. */
const MARK = "p_";

const extensions: Readonly<Record<Task, readonly string[]>> = {
  classification: [".csv", ".parquet"],
  detection: [".json"],
  pose: [".json"],
};

/** @throws UsageError when a file of predictions of the task has another extension */
export function checkExtension(task: Task, out: string): void {
  if (!extensions[task].includes(extname(out).toLowerCase()))
    throw new UsageError(
      `--out must be a file ending in ${extensions[task].join(" or ")} for ${task}; got "${out}".`,
    );
}

/** Writes the file, whole or not at all. @returns how many images are in it */
export async function writePredictions(project: Project, request: PredictionsRequest): Promise<number> {
  const { out } = request;
  const { task } = project.settings();
  let images = 0;
  async function* told<One extends ItemPrediction>(): AsyncGenerator<PredictedImage<One>> {
    for await (const said of readPredictions(project, request.model)) {
      const item = project.item(said.item)!;
      if (item.path === undefined || (request.unlabelled && item.state === "labelled")) continue;
      images += 1;
      yield { item, said: said as One };
    }
  }
  const classes = livingClasses(project).map(({ name }) => name);
  const header = headerOf(classes, request.withLoss);
  if (task !== "classification") await writeWholeFile(out, cocoResults(told()));
  else if (extname(out).toLowerCase() === ".csv") await writeWholeFile(out, csvOf(told(), header));
  else await writeParquet(out, told(), header);
  return images;
}

type Classified = PredictedImage<ItemPrediction & { readonly task: "classification" }>;

/** A line an image, with the header before them. */
async function* csvOf(images: AsyncIterable<Classified>, header: readonly string[]): AsyncGenerator<string> {
  const nineDigits = (value: number): number => Number(value.toPrecision(9)); // gives the same 32-bit float again
  yield csvLine(header);
  for await (const { id, label, numbers } of rowsOf(images, header))
    yield csvLine([id, label, ...numbers.map(nineDigits)]);
}

async function writeParquet(
  out: string,
  images: AsyncIterable<Classified>,
  header: readonly string[],
): Promise<void> {
  const ids: string[] = [];
  const labels: string[] = [];
  const columns: number[][] = header.slice(2).map(() => []);
  for await (const { id, label, numbers } of rowsOf(images, header)) {
    ids.push(id);
    labels.push(label);
    numbers.forEach((value, c) => columns[c].push(value));
  }
  const [first, second, ...names] = header;
  await writeParquetTable(out, [
    { name: first, data: ids },
    { name: second, data: labels },
    ...names.map((name, c) => ({ name, data: Float32Array.from(columns[c]) })),
  ]);
}

function headerOf(classes: readonly string[], hasLoss: boolean): string[] {
  const loss = hasLoss ? ["predicted_loss"] : [];
  return ["id", "label", "probability", ...classes.map((name) => `${MARK}${name}`), ...loss];
}

async function* rowsOf(
  images: AsyncIterable<Classified>,
  header: readonly string[],
): AsyncGenerator<{ id: string; label: string; numbers: number[] }> {
  for await (const { item, said } of images) {
    const { probabilities, predictedLoss } = said;
    const best = probabilities.indexOf(Math.max(...probabilities));
    const loss = predictedLoss === undefined ? [] : [predictedLoss];
    const label = header[3 + best].slice(MARK.length);
    yield { id: item.id, label, numbers: [probabilities[best], ...probabilities, ...loss] };
  }
}
