/** Command: trains the compact detector by Querent and by PyTorch from the same weights on the same batches. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bootstrapOverGroups, keyFrom, meanAveragePrecision, split, vocPrecision } from "@querent/core";
import type { DetectionDataset, DetectionSplit, GroupInterval } from "@querent/core";
import { groupByPattern } from "@querent/formats";
import { channelStatistics } from "@querent/images";
import { createDetector, detectionNetworks, detectionRecipeNamed, networkNamed } from "@querent/models";
import type { DetectionRecipe, DetectorSettings, TrainedDetector } from "@querent/models";
import { loadDetection } from "@querent/replay";
import { formatTable } from "./format-table.ts";
import { describeMachine, type Machine } from "./machine.ts";
import { dataFolder, positiveInteger } from "./options.ts";
import { readResult, resultPath, writeResult } from "./results-file.ts";
import { COMPARED_STEPS } from "./twin/train-both.ts";
import { streamedTwin } from "./twin/streamed-twin.ts";

interface Options {
  readonly dataset: string;
  readonly size: number;
  readonly group: string | null;
  readonly epochs: number | null;
  readonly threads: number;
  /** Whole, since a recipe of one name may change: seeds of two recipes are not one study. */
  readonly recipe: DetectionRecipe;
}

/** One side of a seed: precision on the test part, every point, overlap 0.5, with its interval over groups. */
interface Side {
  readonly ap50: GroupInterval;
  readonly perClass: readonly (number | undefined)[];
  /** Where images belong to groups: the same on test images of groups that no training image is of. */
  readonly ap50OfNewGroups?: GroupInterval;
  readonly seconds: number;
  readonly firstLosses: readonly number[];
  readonly lastLoss: number;
}

interface SeedResult {
  readonly seed: number;
  readonly steps: number;
  readonly ours: Side;
  readonly theirs?: Side;
  /** The most memory the process has held, bytes. */
  readonly memory: number;
}

interface Study {
  readonly options: Options;
  readonly machine: Machine;
  readonly classes: readonly string[];
  readonly images: { readonly train: number; readonly test: number; readonly testOfNewGroups: number };
  readonly seeds: readonly SeedResult[];
}

const { values } = parseArgs({
  options: {
    data: { type: "string", default: process.env.QUERENT_DATA },
    dataset: { type: "string", default: "bccd/BCCD" },
    size: { type: "string", default: "320" },
    group: { type: "string" }, // a pattern whose brackets match the group of an image in its name
    epochs: { type: "string" },
    seeds: { type: "string", default: "1" },
    threads: { type: "string", default: "2" },
    alone: { type: "boolean", default: false }, // without PyTorch
    fresh: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const data = dataFolder(values.data);
const options: Options = {
  dataset: values.dataset,
  size: positiveInteger("size", values.size),
  group: values.group ?? null,
  epochs: values.epochs === undefined ? null : positiveInteger("epochs", values.epochs),
  threads: positiveInteger("threads", values.threads),
  recipe: detectionRecipeNamed("cpu"),
};
const path = values.out ?? resultPath(`twin-${options.dataset.split("/")[0]}${values.alone ? "-alone" : ""}`);
const kept = values.fresh ? undefined : readResult<Study>(path);
if (kept !== undefined && JSON.stringify(kept.options) !== JSON.stringify(options))
  throw new Error(
    `${path} holds a study with ${JSON.stringify(kept.options)}; go on with those options, give --out, or start anew with --fresh.`,
  );

const { dataset } = await loadDetection(join(data, options.dataset), {
  size: options.size,
  ...(options.group !== null && { group: groupByPattern(options.group) }),
});
const { height, width, channels } = dataset.train.images;
const settings: DetectorSettings = {
  network: "compact",
  recipe: options.recipe.name,
  classes: dataset.classes.length,
  height,
  width,
  channels,
  normalisation: channelStatistics(dataset.train.images),
  provider: "cpu",
  threads: options.threads,
  ...(options.epochs !== null && { epochs: options.epochs }),
};
const newGroups = ofNewGroups(dataset);
const machine = await describeMachine();
const done = new Map(kept?.seeds.map((result) => [result.seed, result]));
for (let seed = 1; seed <= positiveInteger("seeds", values.seeds); seed++) {
  if (done.has(seed)) continue;
  done.set(seed, await trainSeed(seed));
  const study: Study = {
    options,
    machine,
    classes: dataset.classes,
    images: {
      train: dataset.train.images.count,
      test: dataset.test.images.count,
      testOfNewGroups: newGroups.length,
    },
    seeds: [...done.values()],
  };
  writeResult(path, study);
  console.error(`seed ${seed} done`);
}
console.log(summary([...done.values()]));

async function trainSeed(seed: number): Promise<SeedResult> {
  const network = networkNamed(settings.network, detectionNetworks).build(settings);
  const shapes = network.anchors.perCell;
  const twin = values.alone
    ? undefined
    : streamedTwin("detection_twin.py", {
        weights: network.weights,
        recipe: options.recipe,
        threads: options.threads,
        inputs: ["images", "classes", "offsets", "positives", "negatives"],
        network: { channels, classes: dataset.classes.length, shapes },
      });
  const detector = createDetector(settings, twin?.compile);
  const { images, truth } = dataset.train;
  const indices = Int32Array.from({ length: images.count }, (_, at) => at);
  const losses: number[] = [];
  let [first, last] = [0, 0];
  const model = await detector.train({
    images,
    truth,
    indices,
    key: split(keyFrom(seed), "training"),
    progress({ step, steps, loss }) {
      last = performance.now();
      if (losses.push(loss) === 1) first = last;
      if (step % 100 === 0) console.error(`seed ${seed}: step ${step} of ${steps}, loss ${loss.toFixed(3)}`);
    },
  });
  const ended = await twin?.finish();
  const seconds = ended?.steps.ourSeconds ?? (last - first) / 1000;
  const ours = await sideOf(model, losses, seconds);
  let theirs: Side | undefined;
  if (ended !== undefined) {
    const other = detector.restore(ended.weights);
    theirs = await sideOf(other, ended.steps.theirs, ended.steps.theirSeconds);
    await other.release();
  }
  await model.release();
  await detector.release();
  const memory = process.resourceUsage().maxRSS * 1024;
  return { seed, steps: losses.length, ours, ...(theirs && { theirs }), memory };
}

async function sideOf(model: TrainedDetector, losses: readonly number[], seconds: number): Promise<Side> {
  const { test } = dataset;
  const all = Int32Array.from({ length: test.images.count }, (_, at) => at);
  const { found } = await model.predict(test.images, all);
  const of = (items: readonly number[]) => {
    const { matches, perClass } = vocPrecision(
      items.map((item) => test.truth[item]),
      items.map((item) => found[item]),
      dataset.classes.length,
    );
    const groups = items.map((item) => test.groups?.[item] ?? test.ids[item]);
    const figure = (weights: Float64Array) => meanAveragePrecision(matches, "every", weights);
    return { perClass, ap50: bootstrapOverGroups(groups, figure, keyFrom("bootstrap")) };
  };
  return {
    ...of([...all]),
    ...(newGroups.length > 0 && newGroups.length < all.length && { ap50OfNewGroups: of(newGroups).ap50 }),
    seconds,
    firstLosses: losses.slice(0, COMPARED_STEPS),
    lastLoss: losses[losses.length - 1],
  };
}

/** Test images whose group no training image is of. */
function ofNewGroups({ train, test }: DetectionDataset): number[] {
  const seen = new Set(groupsOf(train));
  return groupsOf(test).flatMap((group, item) => (seen.has(group) ? [] : [item]));
}

function groupsOf({ groups, ids }: DetectionSplit): readonly string[] {
  return groups ?? ids;
}

function summary(results: readonly SeedResult[]): string {
  const show = ({ estimate, low, high }: GroupInterval): string =>
    `${estimate.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  const rows = results.flatMap(({ seed, steps, ours, theirs, memory }) =>
    (
      [
        ["Querent", ours],
        ["PyTorch", theirs],
      ] as const
    ).flatMap(([name, side]) =>
      side === undefined
        ? []
        : [
            [
              String(seed),
              name,
              show(side.ap50),
              side.ap50OfNewGroups === undefined ? "" : show(side.ap50OfNewGroups),
              ...side.perClass.map((ap) => (ap === undefined ? "" : ap.toFixed(3))),
              side.lastLoss.toFixed(3),
              (side.seconds / (steps - 1)).toFixed(3),
              name === "Querent" ? (memory / 1e9).toFixed(2) : "",
            ],
          ],
    ),
  );
  const header = [
    "seed",
    "side",
    "AP@0.5 (95 %)",
    "new groups",
    ...dataset.classes,
    "last loss",
    "s a step",
    "GB",
  ];
  const worst = Math.max(
    0,
    ...results.flatMap(({ ours, theirs }) =>
      theirs === undefined
        ? []
        : ours.firstLosses.map((loss, step) => Math.abs(loss - theirs.firstLosses[step]) / loss),
    ),
  );
  const parted = results.some(({ theirs }) => theirs !== undefined)
    ? `\n\nThe first ${COMPARED_STEPS} losses part by at most ${worst.toExponential(1)} of the loss.`
    : "";
  return `${options.dataset}, ${width} x ${height} pixels, ${results[0].steps} steps\n\n${formatTable(header, rows)}${parted}`;
}
