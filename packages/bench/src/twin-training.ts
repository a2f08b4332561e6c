/** Command: trains a network by Querent and by PyTorch from the same weights on the same batches, seed by seed. */
import { parseArgs } from "node:util";
import { recipeNamed, type Recipe } from "@querent/models";
import { describeMachine, type Machine } from "./machine.ts";
import { dataFolder, positiveInteger } from "./options.ts";
import { readResult, resultPath, writeResult } from "./results-file.ts";
import { accuracyDifference, formatStudy, seedResult, type SeedResult } from "./twin/summary.ts";
import { trainBoth } from "./twin/train-both.ts";
import { twinClassifier, type TwinOptions } from "./twin/twin-classifier.ts";
import { openTwinData } from "./twin/twin-data.ts";

interface Options extends TwinOptions {
  /** Whole, since a recipe of one name may change: seeds of two recipes are not one study. */
  readonly recipe: Recipe;
}

interface Study {
  readonly options: Options;
  readonly machine: Machine;
  readonly difference: unknown;
  readonly seeds: readonly SeedResult[];
}

const { values } = parseArgs({
  options: {
    data: { type: "string", default: process.env.QUERENT_DATA },
    dataset: { type: "string", default: "fashion-mnist" },
    network: { type: "string", default: "small" },
    recipe: { type: "string", default: "cpu" },
    labels: { type: "string", default: "1000" },
    epochs: { type: "string" },
    seeds: { type: "string", default: "5" },
    threads: { type: "string", default: "2" },
    exact: { type: "string" }, // so many seeds are trained in float64 too, on both sides
    fresh: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const folder = dataFolder(values.data);

const options: Options = {
  dataset: values.dataset,
  network: values.network,
  recipe: recipeNamed(values.recipe),
  labels: positiveInteger("labels", values.labels),
  epochs: values.epochs === undefined ? null : positiveInteger("epochs", values.epochs),
  threads: positiveInteger("threads", values.threads),
};
const seeds = positiveInteger("seeds", values.seeds);
const exact = values.exact === undefined ? 0 : positiveInteger("exact", values.exact);
const path =
  values.out ??
  resultPath(`twin-${options.dataset}${options.network === "small" ? "" : `-${options.network}`}`);
const kept = values.fresh ? undefined : readResult<Study>(path);
if (kept !== undefined && JSON.stringify(kept.options) !== JSON.stringify(options))
  throw new Error(
    `${path} holds a study with ${JSON.stringify(kept.options)}; go on with those options, give --out, or start anew with --fresh.`,
  );

const machine = await describeMachine();
const data = await openTwinData(folder, options.dataset);
const done = new Map(kept?.seeds.map((result) => [result.seed, result]));
for (let seed = 1; seed <= seeds; seed++) {
  const before = done.get(seed);
  if (before !== undefined && (seed > exact || before.lossDifference.exact !== undefined)) continue;
  done.set(seed, seedResult(seed, await trainSeed(seed)));
  const results = [...done.values()];
  const difference = accuracyDifference(results) ?? null;
  writeResult(path, { options, machine, difference, seeds: results } satisfies Study);
  console.error(`seed ${seed} done`);
}
console.log(
  `${options.network}, ${options.dataset}, ${options.labels} labels, recipe ${options.recipe.name}, ${data.test.labels.length} test images\n`,
);
console.log(formatStudy([...done.values()]));

async function trainSeed(seed: number): ReturnType<typeof trainBoth> {
  const { classifier, key, train } = await twinClassifier(data, options, seed);
  try {
    return await trainBoth(classifier, key, train, data.test, seed <= exact);
  } finally {
    await classifier.release();
  }
}
