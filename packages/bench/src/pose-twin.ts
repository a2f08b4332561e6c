/** Command: trains a pose network by Querent and by PyTorch from the same weights on the same batches. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bootstrapOverGroups, correctJoints, keyFrom, poseAccuracy, split } from "@querent/core";
import type { GroupInterval } from "@querent/core";
import { channelStatistics } from "@querent/images";
import { createPoseLearner, networkNamed, poseNetworks, poseRecipeNamed } from "@querent/models";
import type { PoseRecipe, PoseSettings, TrainedPoseNetwork } from "@querent/models";
import { loadPoses } from "@querent/replay";
import { formatTable } from "./format-table.ts";
import { describeMachine, type Machine } from "./machine.ts";
import { dataFolder, positiveInteger } from "./options.ts";
import { readResult, resultPath, writeResult } from "./results-file.ts";
import { streamedTwin } from "./twin/streamed-twin.ts";
import { COMPARED_STEPS } from "./twin/train-both.ts";

interface Options {
  readonly dataset: string;
  readonly size: number;
  readonly epochs: number | null;
  readonly threads: number;
  /** Whole, since a recipe of one name may change: seeds of two recipes are not one study. */
  readonly recipe: PoseRecipe;
}

/** One side of a seed: PCK@0.2 of the torso on the test part, with its interval over images. */
interface Side {
  readonly pck: GroupInterval;
  readonly perJoint: readonly (number | undefined)[];
  /** The same from the means of each image's maps and its mirrored one's. */
  readonly flipTest: GroupInterval;
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
  readonly joints: readonly string[];
  readonly images: { readonly train: number; readonly test: number };
  readonly seeds: readonly SeedResult[];
}

const { values } = parseArgs({
  options: {
    data: { type: "string", default: process.env.QUERENT_DATA },
    dataset: { type: "string", default: "lsp" },
    size: { type: "string", default: "64" },
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
  epochs: values.epochs === undefined ? null : positiveInteger("epochs", values.epochs),
  threads: positiveInteger("threads", values.threads),
  recipe: poseRecipeNamed("cpu"),
};
const path = values.out ?? resultPath(`twin-${options.dataset}${values.alone ? "-alone" : ""}`);
const kept = values.fresh ? undefined : readResult<Study>(path);
if (kept !== undefined && JSON.stringify(kept.options) !== JSON.stringify(options))
  throw new Error(
    `${path} holds a study with ${JSON.stringify(kept.options)}; go on with those options, give --out, or start anew with --fresh.`,
  );

const { dataset } = await loadPoses(join(data, options.dataset), { size: options.size });
const { skeleton, train, test } = dataset;
const settings: PoseSettings = {
  network: "compact",
  recipe: options.recipe.name,
  skeleton,
  height: dataset.side,
  width: dataset.side,
  channels: train.images.channels,
  normalisation: channelStatistics(train.images),
  provider: "cpu",
  threads: options.threads,
  ...(options.epochs !== null && { epochs: options.epochs }),
};
const machine = await describeMachine();
const done = new Map(kept?.seeds.map((result) => [result.seed, result]));
for (let seed = 1; seed <= positiveInteger("seeds", values.seeds); seed++) {
  if (done.has(seed)) continue;
  done.set(seed, await trainSeed(seed));
  const study: Study = {
    options,
    machine,
    joints: skeleton.joints,
    images: { train: train.images.count, test: test.images.count },
    seeds: [...done.values()],
  };
  writeResult(path, study);
  console.error(`seed ${seed} done`);
}
console.log(summary([...done.values()]));

async function trainSeed(seed: number): Promise<SeedResult> {
  const { channels, height, width } = settings;
  const joints = skeleton.joints.length;
  const network = networkNamed(settings.network, poseNetworks).build({ joints, channels, height, width });
  const { stacks, embeddingWidth, depth, weights } = network;
  const twin = values.alone
    ? undefined
    : streamedTwin("pose_twin.py", {
        weights,
        recipe: options.recipe,
        threads: options.threads,
        inputs: ["images", "targets", "jointWeights"],
        network: { kind: "compact", channels, joints, stacks, width: embeddingWidth, depth },
        loss: { hillWeight: options.recipe.hillWeight },
      });
  const learner = createPoseLearner(settings, twin?.compile);
  const losses: number[] = [];
  let [first, last] = [0, 0];
  const model = await learner.train({
    images: train.images,
    truth: train.truth,
    indices: Int32Array.from({ length: train.images.count }, (_, at) => at),
    key: split(keyFrom(seed), "training"),
    progress({ step, steps, loss }) {
      last = performance.now();
      if (losses.push(loss) === 1) first = last;
      if (step % 100 === 0)
        console.error(`seed ${seed}: step ${step} of ${steps}, loss ${loss.toExponential(3)}`);
    },
  });
  const ended = await twin?.finish();
  const ours = await sideOf(model, losses, ended?.steps.ourSeconds ?? (last - first) / 1000);
  let theirs: Side | undefined;
  if (ended !== undefined) {
    const other = learner.restore(ended.weights);
    theirs = await sideOf(other, ended.steps.theirs, ended.steps.theirSeconds);
    await other.release();
  }
  await model.release();
  await learner.release();
  const memory = process.resourceUsage().maxRSS * 1024;
  return { seed, steps: losses.length, ours, ...(theirs && { theirs }), memory };
}

async function sideOf(model: TrainedPoseNetwork, losses: readonly number[], seconds: number): Promise<Side> {
  const all = Int32Array.from({ length: test.images.count }, (_, at) => at);
  const scored = async (flipTest: boolean) => {
    const { found } = await model.predict(test.images, all, { flipTest });
    const { errors, perJoint, alpha } = poseAccuracy(test.truth, found, { skeleton, reference: "torso" });
    const figure = (weights: Float64Array) => correctJoints(errors, alpha, { weights });
    const pck = bootstrapOverGroups(test.groups ?? test.ids, figure, keyFrom("bootstrap"));
    return { pck, perJoint };
  };
  return {
    ...(await scored(false)),
    flipTest: (await scored(true)).pck,
    seconds,
    firstLosses: losses.slice(0, COMPARED_STEPS),
    lastLoss: losses[losses.length - 1],
  };
}

function summary(results: readonly SeedResult[]): string {
  const show = ({ estimate, low, high }: GroupInterval): string =>
    `${(100 * estimate).toFixed(1)} (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;
  const row = (seed: number, steps: number, name: string, side: Side, memory?: number): string[] => [
    String(seed),
    name,
    show(side.pck),
    show(side.flipTest),
    side.lastLoss.toExponential(3),
    (side.seconds / (steps - 1)).toFixed(3),
    memory === undefined ? "" : (memory / 1e9).toFixed(2),
  ];
  const rows = results.flatMap(({ seed, steps, ours, theirs, memory }) => [
    row(seed, steps, "Querent", ours, memory),
    ...(theirs === undefined ? [] : [row(seed, steps, "PyTorch", theirs)]),
  ]);
  const header = ["seed", "side", "PCK@0.2 torso (95 %)", "flip test", "last loss", "s a step", "GB"];
  const apart = results.flatMap(({ ours, theirs }) =>
    theirs === undefined
      ? []
      : ours.firstLosses.map((loss, step) => Math.abs(loss - theirs.firstLosses[step]) / loss),
  );
  const parted =
    apart.length === 0
      ? ""
      : `\n\nThe first ${COMPARED_STEPS} losses part by at most ${Math.max(...apart).toExponential(1)} of the loss.`;
  const { height, width } = settings;
  return `${options.dataset}, ${width} x ${height} pixels, ${results[0].steps} steps\n\n${formatTable(header, rows)}${parted}`;
}
