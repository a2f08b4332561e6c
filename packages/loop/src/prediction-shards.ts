/** How predictions lie in shards. */
import type { Predicted } from "@querent/replay";
import type { Project, ShardRows, ShardsAbout } from "@querent/store";
import { livingClasses } from "./project-data.ts";

/**
 * The arrays of a model's predictions, a row an image: `probabilities` [classes]; or `corners` [4], `classes` [] and
 * `scores` [], as many rows as boxes were found; or `points` [joints, 2] and `joint-scores` [joints]; with the module
 * `predicted-loss` []. Coordinates are in pixels of the upright original.
 */
export function aboutPredictions(project: Project, id: string, hasModule: boolean): ShardsAbout {
  const { task, skeleton } = project.settings();
  const classes = livingClasses(project).map((one) => one.class);
  const joints = skeleton?.joints ?? [];
  const arrays = {
    classification: { probabilities: { row: [classes.length] } },
    detection: {
      corners: { row: [4], ragged: true },
      classes: { row: [], ragged: true },
      scores: { row: [], ragged: true },
    },
    pose: { points: { row: [joints.length, 2] }, "joint-scores": { row: [joints.length] } },
  } as const;
  return {
    model: project.model(id)!.sha256,
    arrays: { ...arrays[task], ...(hasModule && { "predicted-loss": { row: [] } }) },
    settings: task === "pose" ? { joints } : { classes },
  };
}

/** Predictions as such arrays. */
export function predictionRows(predicted: Predicted, { arrays }: ShardsAbout): Record<string, ShardRows> {
  const loss: Record<string, ShardRows> =
    "predicted-loss" in arrays ? { "predicted-loss": { data: predicted.predictedLoss! } } : {};
  if (predicted.task === "classification")
    return { probabilities: { data: predicted.probabilities.data }, ...loss };
  if (predicted.task === "pose")
    return {
      points: { data: joined(predicted.found, ({ points }) => points) },
      "joint-scores": { data: joined(predicted.found, ({ jointScores }) => jointScores) },
      ...loss,
    };
  const counts = Int32Array.from(predicted.found, ({ count }) => count);
  return {
    corners: { data: joined(predicted.found, ({ corners }) => corners), counts },
    classes: { data: joined(predicted.found, ({ classes }) => classes), counts },
    scores: { data: joined(predicted.found, ({ scores }) => scores), counts },
    ...loss,
  };
}

function joined<Found>(
  found: readonly Found[],
  numbers: (one: Found) => Float64Array | Int32Array,
): Float32Array {
  const parts = found.map(numbers);
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
