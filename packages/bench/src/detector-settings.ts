/**
 * Command: compares settings of the compact detector on a fifth of the training part, held out in whole groups. No
 * image of the test part is looked at, so that what is chosen here can be tested there.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { keyFrom, rankingAccuracy, sample, split, uniformFor, vocPrecision } from "@querent/core";
import { groupByPattern } from "@querent/formats";
import { channelStatistics } from "@querent/images";
import { createDetector, detectionNetworks, detectionRecipeNamed, detectionRecipes } from "@querent/models";
import type { DetectionRecipe, ModuleObjective } from "@querent/models";
import { loadDetection } from "@querent/replay";
import { formatTable } from "./format-table.ts";
import { positiveInteger } from "./options.ts";
import { readResult, resultPath, writeResult } from "./results-file.ts";

const HELD_OUT_SHARE = 0.2;

/** What a training is made with besides the recipe. */
interface Change extends Partial<DetectionRecipe> {
  readonly module?: ModuleObjective;
  readonly moduleWeight?: number;
}

/** What is compared: the recipe `cpu`, and what one change makes of it. */
const changes: Readonly<Record<string, (cpu: DetectionRecipe) => Change>> = {
  cpu: () => ({}),
  "half the learning rate": (cpu) => ({ learningRate: cpu.learningRate / 2 }),
  "twice the learning rate": (cpu) => ({ learningRate: cpu.learningRate * 2 }),
  "batches of 16, as many images": (cpu) => ({ batchSize: 16, minSteps: cpu.minSteps / 2 }),
  "no crops": (cpu) => ({ augmentation: { ...cpu.augmentation, crops: [null], expand: 1 } }),
  "SSD's crops": (cpu) => {
    const { crops, leastCrop, expand } = detectionRecipeNamed("paper").augmentation;
    return { augmentation: { ...cpu.augmentation, crops, leastCrop, expand } };
  },
  "never upside down": (cpu) => ({ augmentation: { ...cpu.augmentation, upsideDown: false } }),
  "the module, weight 1": () => ({ module: "ranking", moduleWeight: 1 }),
  "the module, weight 0.1": () => ({ module: "ranking", moduleWeight: 0.1 }),
  "the module, weight 0.01": () => ({ module: "ranking", moduleWeight: 0.01 }),
  "the module, cut off from the first step": () => ({ module: "ranking", cutAfter: 0 }),
};

interface Options {
  readonly dataset: string;
  readonly size: number;
  readonly group: string | null;
  /** So many images of what is left are trained on; null for all. */
  readonly labels: number | null;
  readonly threads: number;
}

interface Trained {
  readonly change: string;
  readonly seed: number;
  /** AP@0.5, every point, mean of the classes, on the part held out. */
  readonly ap50: number;
  /** Of pairs of the images held out, the share that the module orders as their losses are, where there is one. */
  readonly ranking?: number;
}

interface Study {
  readonly options: Options;
  readonly recipe: DetectionRecipe;
  readonly images: { readonly trained: number; readonly heldOut: number };
  readonly trainings: readonly Trained[];
}

const { values } = parseArgs({
  options: {
    data: { type: "string", default: process.env.QUERENT_DATA },
    dataset: { type: "string", default: "bccd/BCCD" },
    size: { type: "string", default: "320" },
    group: { type: "string" }, // a pattern whose brackets match the group of an image in its name
    labels: { type: "string" },
    changes: { type: "string" }, // names of changes, separated by semicolons; all unless given
    seeds: { type: "string", default: "2" },
    threads: { type: "string", default: "2" },
    fresh: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
if (values.data === undefined)
  throw new Error(
    "The folder of data sets must be given; got none. Give --data FOLDER, or set QUERENT_DATA.",
  );
const options: Options = {
  dataset: values.dataset,
  size: positiveInteger("size", values.size),
  group: values.group ?? null,
  labels: values.labels === undefined ? null : positiveInteger("labels", values.labels),
  threads: positiveInteger("threads", values.threads),
};
const seeds = positiveInteger("seeds", values.seeds);
const chosen = values.changes?.split(";") ?? Object.keys(changes);
const unknown = chosen.find((change) => !Object.hasOwn(changes, change));
if (unknown !== undefined)
  throw new Error(`--changes must name some of ${Object.keys(changes).join("; ")}; got "${unknown}".`);
const recipe = detectionRecipeNamed("cpu");
const path = values.out ?? resultPath(`detector-settings-${options.dataset.split("/")[0]}`);
const kept = values.fresh ? undefined : readResult<Study>(path);
if (kept !== undefined && JSON.stringify([kept.options, kept.recipe]) !== JSON.stringify([options, recipe]))
  throw new Error(
    `${path} holds a study with ${JSON.stringify(kept.options)} and another recipe or options; give --out, or start anew with --fresh.`,
  );

const { dataset } = await loadDetection(join(values.data, options.dataset), {
  size: options.size,
  ...(options.group !== null && { group: groupByPattern(options.group) }),
});
const { classes, train } = dataset;
const { height, width, channels } = train.images;
const groups = train.groups ?? train.ids;
const items = Array.from(groups.keys());
const isHeldOut = (item: number): boolean => uniformFor(keyFrom("held out"), groups[item]) < HELD_OUT_SHARE;
const heldOut = items.filter(isHeldOut);
const left = items.filter((item) => !isHeldOut(item));
const trained =
  options.labels === null
    ? left
    : Array.from(sample(keyFrom("trained"), left.length, options.labels), (at) => left[at]);

const trainings = [...(kept?.trainings ?? [])];
for (let seed = 1; seed <= seeds; seed++)
  for (const change of chosen) {
    if (trainings.some((done) => done.seed === seed && done.change === change)) continue;
    trainings.push({ change, seed, ...(await trainedWith(changes[change](recipe), seed)) });
    const images = { trained: trained.length, heldOut: heldOut.length };
    writeResult(path, { options, recipe, images, trainings } satisfies Study);
    console.error(`seed ${seed}, ${change}: ${trainings[trainings.length - 1].ap50.toFixed(3)}`);
  }
console.log(summary());

async function trainedWith(
  { module, moduleWeight, ...change }: Change,
  seed: number,
): Promise<Pick<Trained, "ap50" | "ranking">> {
  const changed: DetectionRecipe = { ...recipe, ...change };
  const detector = createDetector(
    {
      network: "compact",
      recipe: changed.name,
      classes: classes.length,
      height,
      width,
      channels,
      normalisation: channelStatistics(train.images),
      provider: "cpu",
      threads: options.threads,
      moduleWeight,
    },
    undefined,
    detectionNetworks,
    detectionRecipes.map((each) => (each.name === changed.name ? changed : each)),
  );
  const { images, truth } = train;
  const indices = Int32Array.from(trained);
  const model = await detector.train({
    images,
    truth,
    indices,
    key: split(keyFrom(seed), "training"),
    module,
  });
  const tested = Int32Array.from(heldOut);
  const { found, predictedLoss } = await model.predict(images, tested);
  const ranking =
    predictedLoss && rankingAccuracy(predictedLoss, await model.losses({ images, truth, indices: tested }));
  await model.release();
  await detector.release();
  const { mean } = vocPrecision(
    heldOut.map((item) => truth[item]),
    found,
    classes.length,
  );
  if (mean === undefined) throw new Error("No object lies on the images held out: there is no precision.");
  return { ap50: mean, ...(ranking !== undefined && { ranking }) };
}

function summary(): string {
  const mean = (values: readonly number[]): string =>
    values.length === 0 ? "" : (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
  const rows = Object.keys(changes).map((change) => {
    const done = trainings.filter((one) => one.change === change);
    const figures = done.map(({ ap50 }) => ap50);
    const cells = Array.from({ length: seeds }, (_, at) => figures[at]?.toFixed(3) ?? "");
    return [change, mean(figures), ...cells, mean(done.flatMap(({ ranking }) => ranking ?? []))];
  });
  const header = [
    "change of the recipe cpu",
    "mean",
    ...Array.from({ length: seeds }, (_, at) => `seed ${at + 1}`),
    "the module's ranking",
  ];
  return (
    `AP@0.5 on ${heldOut.length} images held out of the training part of ${options.dataset}, ` +
    `trained on ${trained.length} others\n\n${formatTable(header, rows)}`
  );
}
