/**
 * Command: a head on frozen features beside scikit-learn's logistic regressions, and how well its loss prediction module
 * orders unseen images beside entropy and margin.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  accuracy,
  argmaxRows,
  columnStatistics,
  keyFrom,
  rankingAccuracy,
  sample,
  split,
  type Matrix,
  type PixelSet,
} from "@querent/core";
import { scanClassFolders, writeNpy } from "@querent/formats";
import { createClassifier, createEmbedder, type Predictions } from "@querent/models";
import { decodeClassification } from "@querent/replay";
import { formatTable } from "./format-table.ts";
import { describeMachine, type Machine } from "./machine.ts";
import { positiveInteger } from "./options.ts";
import { startPeer, type PeerProcess } from "./peer-process.ts";
import { readResult, resultPath, writeResult } from "./results-file.ts";

const STRENGTHS = [0.001, 0.01, 0.1, 1]; // C of the peer, of which the best on the test images counts

interface Options {
  readonly dataset: string;
  readonly model: string;
  readonly side: number;
  /** Images of the training part that each seed draws the labelled ones from. */
  readonly pool: number;
  /** Images that are tested on; drawn from the training part where `heldOut` says so. */
  readonly test: number;
  readonly heldOut: boolean;
  readonly threads: number;
}

interface Measured {
  readonly labels: number;
  readonly seed: number;
  readonly accuracy: number;
  readonly seconds: number;
  readonly secondsWithModule: number;
  /** Of pairs of test images, the share that the scores order as their true losses do. */
  readonly ranking: { readonly module: number; readonly entropy: number; readonly margin: number };
  readonly peer: readonly { readonly C: number; readonly accuracy: number; readonly seconds: number }[];
}

interface Study {
  readonly options: Options;
  readonly machine: Machine;
  readonly measured: readonly Measured[];
}

const { values } = parseArgs({
  options: {
    data: { type: "string", default: process.env.QUERENT_DATA },
    dataset: { type: "string", default: "cifar10-jpg" },
    models: { type: "string", default: process.env.QUERENT_MODELS },
    model: { type: "string", default: "mobilenet_v1_075_224_fp32.onnx" },
    side: { type: "string", default: "96" },
    labels: { type: "string", default: "100,300,1000,3000" },
    pool: { type: "string", default: "6000" },
    test: { type: "string", default: "2000" },
    "held-out": { type: "boolean", default: false },
    seeds: { type: "string", default: "5" },
    threads: { type: "string", default: "1" },
    fresh: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
if (values.data === undefined || values.models === undefined)
  throw new Error(
    "The folders of data sets and of models must be given. Give --data and --models, or set QUERENT_DATA and QUERENT_MODELS.",
  );
const options: Options = {
  dataset: values.dataset,
  model: values.model,
  side: positiveInteger("side", values.side),
  pool: positiveInteger("pool", values.pool),
  test: positiveInteger("test", values.test),
  heldOut: values["held-out"],
  threads: positiveInteger("threads", values.threads),
};
const sizes = values.labels.split(",").map((text) => positiveInteger("labels", text));
const seeds = positiveInteger("seeds", values.seeds);
if (Math.max(...sizes) > options.pool)
  throw new Error(`--pool must hold the most labels, ${Math.max(...sizes)}; got ${options.pool}.`);
const path = values.out ?? resultPath(`frozen-head-${options.dataset}`);
const kept = values.fresh ? undefined : readResult<Study>(path);
if (kept !== undefined && JSON.stringify(kept.options) !== JSON.stringify(options))
  throw new Error(
    `${path} holds a study of ${JSON.stringify(kept.options)}; give --out, or begin anew with --fresh.`,
  );

const { images, labels, classes, test } = await embeddedImages();
const measured = [...(kept?.measured ?? [])];
const folder = mkdtempSync(join(tmpdir(), "querent-head-"));
let versions: Record<string, string> = {};
try {
  const { data, cols } = images.features!;
  await writeNpy(join(folder, "features.npy"), { shape: [images.count, cols], data });
  await writeNpy(join(folder, "labels.npy"), { shape: [images.count], data: labels });
  const peer = startPeer("frozen_head.py", [folder]);
  for (let seed = 1; seed <= seeds; seed++)
    for (const size of sizes) {
      if (measured.some((one) => one.seed === seed && one.labels === size)) continue;
      const one = await measure(size, seed, peer);
      measured.push(one);
      writeResult(path, { options, machine: await describeMachine(versions), measured } satisfies Study);
      console.error(`seed ${seed}, ${size} labels: ${JSON.stringify(one.ranking)}`);
    }
  await peer.close();
} finally {
  rmSync(folder, { recursive: true });
}
console.log(summary());

/** The features of the images that are drawn: first those to label, of which a seed draws again, then those tested on. */
async function embeddedImages() {
  const found = scanClassFolders(join(values.data!, options.dataset));
  const { train, test: own = [] } = found;
  const drawn = Array.from(sample(keyFrom("train"), train.length, train.length), (at) => train[at]);
  const tested = options.heldOut
    ? drawn.slice(options.pool, options.pool + options.test)
    : Array.from(sample(keyFrom("test"), own.length, options.test), (at) => own[at]);
  const { side, threads } = options;
  const { dataset } = await decodeClassification(
    { ...found, train: drawn.slice(0, options.pool), test: tested },
    { size: side, cacheDir: false },
  );
  const bytes = readFileSync(join(values.models!, options.model));
  const embedder = await createEmbedder(bytes, { side, provider: "cpu", threads });
  const parts = [dataset.train, dataset.test];
  const embedded: Matrix[] = [];
  for (const { images: part } of parts)
    embedded.push(await embedder.embed(part, Int32Array.from(Array(part.count).keys())));
  await embedder.release();
  const count = options.pool + options.test;
  const features: Matrix = {
    rows: count,
    cols: embedder.dimensions,
    data: new Float32Array(count * embedder.dimensions),
  };
  features.data.set(embedded[0].data);
  features.data.set(embedded[1].data, embedded[0].data.length);
  const set: PixelSet = { count, height: 1, width: 1, channels: 1, data: new Uint8Array(count), features };
  return {
    images: set,
    labels: Int32Array.from(parts.flatMap((part) => [...part.labels])),
    classes: dataset.classes.length,
    test: Int32Array.from({ length: options.test }, (_, at) => options.pool + at),
  };
}

async function measure(size: number, seed: number, peer: PeerProcess): Promise<Measured> {
  const key = keyFrom(seed);
  const indices = sample(split(key, "labelled"), options.pool, size);
  const head = createClassifier({
    network: "head",
    recipe: "head",
    classes,
    height: 1,
    width: 1,
    channels: images.features!.cols,
    normalisation: columnStatistics(images.features!),
    provider: "cpu",
    threads: options.threads,
  });
  const request = { images, labels, indices, key: split(key, "training") };
  const first = await head.train(request); // sessions are made once
  await first.release();
  let began = performance.now();
  const plain = await head.train(request);
  const seconds = (performance.now() - began) / 1000;
  await plain.release();
  began = performance.now();
  const model = await head.train({ ...request, module: "ranking" });
  const secondsWithModule = (performance.now() - began) / 1000;
  const told = await model.predict(images, test);
  await model.release();
  await head.release();
  const truth = Int32Array.from(test, (item) => labels[item]);
  peer.send({ train: [...indices], test: [...test], strengths: STRENGTHS });
  const answer = (await peer.answers.next()).value as { fits: Measured["peer"]; versions: typeof versions };
  versions = answer.versions;
  return {
    labels: size,
    seed,
    accuracy: accuracy(argmaxRows(told.probabilities), truth),
    seconds,
    secondsWithModule,
    ranking: rankings(told, truth),
    peer: answer.fits,
  };
}

function rankings({ probabilities, predictedLoss }: Predictions, truth: Int32Array): Measured["ranking"] {
  const { rows, cols, data } = probabilities;
  const losses = new Float32Array(rows);
  const entropy = new Float64Array(rows);
  const margin = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const row = data.slice(i * cols, (i + 1) * cols);
    losses[i] = -Math.log(row[truth[i]]);
    entropy[i] = row.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
    const [best, second] = row.sort((a, b) => b - a);
    margin[i] = second - best;
  }
  return {
    module: rankingAccuracy(predictedLoss!, losses)!,
    entropy: rankingAccuracy(entropy, losses)!,
    margin: rankingAccuracy(margin, losses)!,
  };
}

function summary(): string {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const rows = sizes.map((size) => {
    const of = measured.filter((one) => one.labels === size);
    const best = Math.max(...STRENGTHS.map((_, at) => mean(of.map((one) => one.peer[at].accuracy))));
    const share = (value: number): string => (100 * value).toFixed(1);
    return [
      String(size),
      share(mean(of.map((one) => one.accuracy))),
      share(best),
      ...(["module", "entropy", "margin"] as const).map((name) =>
        share(mean(of.map((one) => one.ranking[name]))),
      ),
      mean(of.map((one) => one.seconds)).toFixed(1),
      mean(of.map((one) => one.secondsWithModule)).toFixed(1),
    ];
  });
  return formatTable(
    [
      "labels",
      "accuracy %",
      "scikit-learn's best %",
      "ranking % module",
      "entropy",
      "margin",
      "s",
      "s with module",
    ],
    rows,
  );
}
