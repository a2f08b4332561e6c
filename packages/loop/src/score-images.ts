/** What the model of a project says of its images, kept as shards. */
import { createHash } from "node:crypto";
import type { ModuleObjective } from "@querent/models";
import { readShards, writeShards } from "@querent/store";
import type { Item, Json, Project, ShardsAbout, ShardWriter } from "@querent/store";
import type { LoopContext } from "./loop-context.ts";
import { withTrained, type OpenModel } from "./open-model.ts";
import { poolOf } from "./pool-of.ts";
import { aboutPredictions, predictionRows } from "./prediction-shards.ts";
import { runJob, type JobControl } from "./run-job.ts";
import { trainModel } from "./train-model.ts";

export interface ScoreOptions {
  /** The model that is trained with the loss prediction module, which predicts losses too. */
  readonly module?: ModuleObjective;
}

/** What came of it. The predictions are in the shards `predictions/MODEL`; `readPredictions` reads them. */
export interface ScoredImages {
  readonly [name: string]: Json;
  readonly model: string; // its id
  readonly labels: number; // images it was trained on
  readonly images: number; // that have a prediction by it
  readonly asked: string; // names the images that were to be predicted
  readonly unusable: readonly string[]; // "a.jpg: why"
}

const TOGETHER = 512; // images of a shard

/**
 * Predicts every image that is here and can be read, those of the exam set too, by the model of the labels as they are,
 * trained first where it is not there yet. What it has predicted before is not predicted again; a killed process's
 * shards are gone on with. A pose project has no prediction of an image that is labelled as one of nobody.
 *
 * @throws as `trainModel`
 */
export async function scoreImages(
  project: Project,
  context: LoopContext,
  { module }: ScoreOptions = {},
): Promise<ScoredImages> {
  const trained = await trainModel(project, context, { module });
  const { model: id, labels } = trained;
  const about = aboutPredictions(project, id, module !== undefined);
  const asked = imagesNow(project);
  return runJob<ScoredImages>(
    project,
    { kind: "score", key: await jobKey(project, id, asked), params: { model: id } },
    context,
    (control, finish) =>
      withTrained(
        project,
        { ...context, abort: control.abort },
        trained,
        async (open) => {
          const writer = await writeShards(project.folder, "predictions", id, about);
          const before = writer.done.length;
          const added = await predictRest(open, writer, about, control);
          const unusable = open.data.data.dataset.skipped.map(({ file, reason }) => `${file}: ${reason}`);
          return finish({ model: id, labels, images: before + added, asked, unusable });
        },
        { everyImage: true },
      ),
  );
}

/** Predicts what is not in the shards, a shard at a time. @returns how many images that were */
async function predictRest(
  { data, model }: OpenModel,
  { done: known, append }: ShardWriter,
  about: ShardsAbout,
  { abort, progress }: JobControl,
): Promise<number> {
  const before = new Set(known);
  const parts = [
    { part: "train", items: data.pool },
    { part: "test", items: data.exam },
  ] as const;
  const left = parts.map(({ items }) =>
    Int32Array.from(items.keys()).filter((row) => !before.has(items[row])),
  );
  const total = left.reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  for (const [at, { part, items }] of parts.entries())
    for (let from = 0; from < left[at].length; from += TOGETHER) {
      abort.throwIfAborted();
      const rows = left[at].slice(from, from + TOGETHER);
      const predicted = await model.predict(part, rows, abort);
      await append(
        rows.map((row) => items[row]),
        predictionRows(predicted, about),
      );
      done += rows.length;
      progress(done / total, `predicting images, ${done} of ${total}`);
    }
  return total;
}

/**
 * One key after the other for the jobs of a model, so that no two write its shards at once: a job that is done is not
 * done again, unless there are other images now, or shards that it wrote are gone.
 */
async function jobKey(project: Project, model: string, asked: string): Promise<string> {
  const shards = await readShards(project.folder, "predictions", model);
  for (let attempt = 1; ; attempt += 1) {
    const key = attempt === 1 ? `score ${model}` : `score ${model} ${attempt}`;
    const job = project.job(key);
    if (job?.state !== "done") return key;
    const result = job.result as ScoredImages;
    if (result.asked === asked && (shards?.items.length ?? 0) >= result.images) return key;
  }
}

/** Names the images that are here and can be read. */
function imagesNow(project: Project): string {
  const items = Object.values(poolOf(project)).map((part: readonly Item[]) => part.map(({ item }) => item));
  return createHash("sha256").update(JSON.stringify(items)).digest("hex").slice(0, 16);
}
