/** Reads what a model of a project said of its images. */
import type { FoundBoxes, FoundPoses } from "@querent/core";
import { readShards } from "@querent/store";
import type { Project, ShardReader, ShardRows } from "@querent/store";

/** What a model says of one image; coordinates in pixels of the upright original, classes by their places. */
export type ItemPrediction = (
  | { readonly task: "classification"; readonly probabilities: Float32Array } // (classes)
  | { readonly task: "detection"; readonly found: FoundBoxes }
  | { readonly task: "pose"; readonly found: FoundPoses } // one pose
) & {
  readonly item: number;
  readonly predictedLoss?: number;
};

/**
 * The predictions of a model, a shard in memory at a time, in the order in which they were made.
 *
 * @throws when there are none, or they are damaged
 */
export async function* readPredictions(project: Project, model: string): AsyncGenerator<ItemPrediction> {
  const shards = await readShards(project.folder, "predictions", model);
  if (shards === undefined)
    throw new Error(`There must be predictions of model ${model}; there are none. Run querent predict.`);
  let first = 0;
  for (const [shard, { items: runs }] of shards.manifest.shards.entries()) {
    const count = runs.reduce((sum, [, length]) => sum + length, 0);
    const items = shards.items.subarray(first, first + count);
    const losses = "predicted-loss" in shards.manifest.arrays && (await shards.read("predicted-loss", shard));
    let at = 0;
    for await (const said of predictionsOf(project, shards, shard, count)) {
      yield { item: items[at], ...said, ...(losses && { predictedLoss: losses.data[at] }) };
      at += 1;
    }
    first += count;
  }
}

type Said<One = ItemPrediction> = One extends ItemPrediction ? Omit<One, "item" | "predictedLoss"> : never;

async function* predictionsOf(
  project: Project,
  shards: ShardReader,
  shard: number,
  count: number,
): AsyncGenerator<Said> {
  const { task } = project.settings();
  const rowOf = ({ data }: ShardRows, at: number): Float32Array =>
    data.subarray((data.length / count) * at, (data.length / count) * (at + 1));
  if (task === "classification") {
    const all = await shards.read("probabilities", shard);
    for (let at = 0; at < count; at += 1) yield { task, probabilities: rowOf(all, at) };
  } else if (task === "detection") {
    const corners = await shards.read("corners", shard);
    const classes = await shards.read("classes", shard);
    const scores = await shards.read("scores", shard);
    let start = 0;
    for (const boxes of corners.counts!) {
      const end = start + boxes;
      const found = {
        count: boxes,
        corners: Float64Array.from(corners.data.subarray(4 * start, 4 * end)),
        classes: Int32Array.from(classes.data.subarray(start, end)),
        scores: Float64Array.from(scores.data.subarray(start, end)),
      };
      yield { task, found };
      start = end;
    }
  } else {
    const points = await shards.read("points", shard);
    const scores = await shards.read("joint-scores", shard);
    for (let at = 0; at < count; at += 1) {
      const jointScores = Float64Array.from(rowOf(scores, at));
      const mean = jointScores.reduce((sum, score) => sum + score, 0) / jointScores.length;
      const found = { count: 1, points: Float64Array.from(rowOf(points, at)), jointScores };
      yield { task, found: { ...found, scores: Float64Array.of(mean) } };
    }
  }
}
