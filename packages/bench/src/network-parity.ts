/** Command: loss and gradients of the whole networks in float64, beside PyTorch's. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generator, keyFrom, split } from "@querent/core";
import {
  crossEntropy,
  encodeTensors,
  gradients,
  input,
  interpret,
  reduceMean,
  type Expression,
  type Tensor,
} from "@querent/graph";
import {
  detectionNetworks,
  heatMapLoss,
  initialWeights,
  multiboxLoss,
  networkNamed,
  networks,
  paperHourglass,
  poseNetworks,
  poseRecipeNamed,
} from "@querent/models";
import type { WeightLookup, WeightSpec } from "@querent/models";
import { pythonCommand } from "./peer-process.ts";
import { resultPath, writeResult } from "./results-file.ts";

const { values } = parseArgs({
  options: {
    networks: {
      type: "string",
      default: "small,resnet18,compact-detector,compact-hourglass,paper-hourglass",
    },
    batch: { type: "string", default: "2" },
    out: { type: "string", default: resultPath("network-parity") },
  },
});

interface PeerGradients {
  readonly loss: number;
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly torch: string;
}

const size = { height: 32, width: 32, channels: 3, classes: 10 };
const detectorSize = { height: 64, width: 96, channels: 3, classes: 4 };
const poseSize = { height: 64, width: 64, channels: 3, joints: 5 };
/** As narrow as the interpreter's patience asks for. */
const PAPER = { stacks: 2, width: 8 };
/**
 * A tensor whose gradient is smaller than this share of the network's largest is measured by that: a bias before batch
 * norm has no gradient but rounding.
 */
const LEAST = 1e-6;
const batch = Number(values.batch);
const results = values.networks.split(",").map(compareNetwork);
for (const { network, loss, worstGradient, tensors } of results)
  console.log(
    `${network}: loss ${loss.ours}, differing by ${loss.difference.toExponential(1)}; ${tensors} gradients within ${worstGradient.difference.toExponential(1)} of their largest value (${worstGradient.name}).`,
  );
writeResult(values.out, { batch, size, detectorSize, poseSize, paper: PAPER, results });

/** A network with its loss on one batch. */
interface Subject {
  readonly weights: readonly WeightSpec[];
  readonly fed: Record<string, Tensor>;
  /** What the peer builds its own from. */
  readonly request: Record<string, unknown>;
  loss(weight: WeightLookup): Expression;
}

function classifier(name: string): Subject {
  const network = networkNamed(name, networks).build(size);
  const labels = drawIntegers("labels", [batch], size.classes);
  const images = drawNormals("images", [batch, size.height, size.width, size.channels]);
  return {
    weights: network.weights,
    fed: { images, labels },
    request: size,
    loss(weight) {
      const { logits } = network.forward(input("images", images.shape), weight, { training: true });
      return reduceMean(crossEntropy(logits, input("labels", [batch], "int32")));
    },
  };
}

/** A fortieth of the anchors of every image but the last are positive, a fortieth neither positive nor negative. */
function detector(): Subject {
  const { classes, height, width, channels } = detectorSize;
  const network = networkNamed("compact", detectionNetworks).build(detectorSize);
  const { count, perCell } = network.anchors;
  const images = drawNormals("images", [batch, height, width, channels]);
  const offsets = drawNormals("offsets", [batch, count, 4]);
  const of = drawIntegers("classes", [batch, count], classes);
  const kinds = drawIntegers("kinds", [batch, count], 40).data.map((kind, at) =>
    at >= (batch - 1) * count ? Math.max(kind, 1) : kind,
  );
  const mask = (is: (kind: number) => boolean): Tensor => ({
    shape: [batch, count],
    data: Float32Array.from(kinds, (kind) => (is(kind) ? 1 : 0)),
  });
  const fed = {
    images,
    offsets,
    classes: { ...of, data: of.data.map((cls, at) => (kinds[at] === 0 ? cls : classes)) as Int32Array },
    positives: mask((kind) => kind === 0),
    negatives: mask((kind) => kind > 1),
  };
  return {
    weights: network.weights,
    fed,
    request: { classes, channels, shapes: perCell },
    loss(weight) {
      const forward = network.forward(input("images", images.shape), weight, { training: true });
      const losses = multiboxLoss({
        logits: forward.logits,
        offsets: forward.offsets,
        classes: input("classes", [batch, count], "int32"),
        targets: input("offsets", [batch, count, 4]),
        positives: input("positives", [batch, count]),
        negatives: input("negatives", [batch, count]),
      });
      return reduceMean(losses);
    },
  };
}

/** Every third joint has no target. */
function hourglass(kind: "paper" | "compact"): Subject {
  const { height, width, channels, joints } = poseSize;
  const definition =
    kind === "paper" ? paperHourglass(PAPER.stacks, PAPER.width) : networkNamed("compact", poseNetworks);
  const network = definition.build(poseSize);
  const images = drawNormals("images", [batch, height, width, channels]);
  const targets = drawNormals("targets", [batch, height / network.stride, width / network.stride, joints]);
  const jointWeights: Tensor = {
    shape: [batch, joints],
    data: Float32Array.from({ length: batch * joints }, (_, at) => (at % 3 === 2 ? 0 : 1 / joints)),
  };
  const { stacks, embeddingWidth, depth } = network;
  const { hillWeight } = poseRecipeNamed(kind === "paper" ? "paper" : "cpu");
  return {
    // Heads that begin at zero would let no gradient through.
    weights: network.weights.map((spec) =>
      spec.name.includes(".head.")
        ? { ...spec, init: { kind: "torchUniform", fanIn: embeddingWidth } }
        : spec,
    ),
    fed: { images, targets, jointWeights },
    request: {
      pose: {
        kind,
        channels,
        joints,
        stacks,
        width: embeddingWidth,
        depth,
      },
      hillWeight,
    },
    loss(weight) {
      const { maps } = network.forward(input("images", images.shape), weight, { training: true });
      const [target, weights] = [input("targets", targets.shape), input("jointWeights", [batch, joints])];
      return reduceMean(heatMapLoss(maps, target, weights, hillWeight));
    },
  };
}

function subjectOf(name: string): Subject {
  if (name === "compact-detector") return detector();
  if (name === "compact-hourglass") return hourglass("compact");
  return name === "paper-hourglass" ? hourglass("paper") : classifier(name);
}

function compareNetwork(name: string) {
  const subject = subjectOf(name);
  const { fed } = subject;
  const weights = initialWeights(subject.weights, keyFrom(`parity of ${name}`));
  const inputs = new Map<string, Expression<"input">>(
    subject.weights.map(({ name: weight, shape }) => [weight, input(weight, shape)]),
  );
  const loss = subject.loss((weight) => inputs.get(weight)!);
  const trained = subject.weights.filter((weight) => weight.trained);
  const slopes = gradients(
    loss,
    trained.map((weight) => inputs.get(weight.name)!),
  );
  const outputs = { loss, ...Object.fromEntries(trained.map((weight, at) => [weight.name, slopes[at]])) };
  const ours = interpret({ outputs }, { ...fed, ...Object.fromEntries(weights) });
  const theirs = peerGradients({ network: name, ...subject.request }, weights, fed);
  const least = LEAST * Math.max(...theirs.tensors.map(({ data }) => largest(data)));
  const differences = theirs.tensors.map(({ name: weight, data }) => ({
    name: weight,
    difference: largestDifference(ours[weight].data, data, least),
  }));
  return {
    network: name,
    torch: theirs.torch,
    loss: {
      ours: ours.loss.data[0],
      theirs: theirs.loss,
      difference: Math.abs(ours.loss.data[0] - theirs.loss),
    },
    tensors: differences.length,
    worstGradient: differences.reduce((worst, one) => (one.difference > worst.difference ? one : worst)),
  };
}

function drawNormals(name: string, shape: readonly number[]): Tensor {
  const draw = generator(split(keyFrom("parity"), "batch", name));
  const length = shape.reduce((product, side) => product * side, 1);
  return { shape, data: Float32Array.from({ length }, () => draw.normal()) };
}

function drawIntegers(name: string, shape: readonly number[], below: number): Tensor & { data: Int32Array } {
  const draw = generator(split(keyFrom("parity"), "batch", name));
  const length = shape.reduce((product, side) => product * side, 1);
  return { shape, data: Int32Array.from({ length }, () => draw.integer(below)) };
}

function peerGradients(request: object, weights: Map<string, Tensor>, fed: Record<string, Tensor>) {
  const folder = mkdtempSync(join(tmpdir(), "querent-parity-"));
  try {
    writeFileSync(join(folder, "request.json"), JSON.stringify({ threads: 2, ...request }));
    writeFileSync(join(folder, "weights.safetensors"), encodeTensors(weights));
    writeFileSync(join(folder, "batch.safetensors"), encodeTensors(new Map(Object.entries(fed))));
    const script = join(import.meta.dirname, "..", "peers", "network_gradients.py");
    execFileSync(pythonCommand, ["-B", script, folder], { stdio: "inherit" });
    const answer = JSON.parse(readFileSync(join(folder, "gradients.json"), "utf8")) as PeerGradients;
    const bytes = readFileSync(join(folder, "gradients.f64"));
    const all = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    let at = 0;
    const tensors = answer.tensors.map(({ name, shape }) => {
      const length = shape.reduce((product, side) => product * side, 1);
      return { name, data: all.subarray(at, (at += length)) };
    });
    return { ...answer, tensors };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** max |a - b| / max(max |b|, least) */
function largestDifference(a: Float64Array, b: Float64Array, least: number): number {
  if (a.length !== b.length)
    throw new Error(`Both sides must have as many values; got ${a.length} and ${b.length}.`);
  return largest(a.map((value, at) => value - b[at])) / Math.max(largest(b), least);
}
