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
import { initialWeights, networkNamed } from "@querent/models";
import { pythonCommand } from "./peer-process.ts";
import { resultPath, writeResult } from "./results-file.ts";

const { values } = parseArgs({
  options: {
    networks: { type: "string", default: "small,resnet18" },
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
const batch = Number(values.batch);
const results = values.networks.split(",").map(compareNetwork);
for (const { network, loss, worstGradient, tensors } of results)
  console.log(
    `${network}: loss ${loss.ours}, differing by ${loss.difference.toExponential(1)}; ${tensors} gradients within ${worstGradient.difference.toExponential(1)} of their largest value (${worstGradient.name}).`,
  );
writeResult(values.out, { batch, size, results });

function compareNetwork(name: string) {
  const network = networkNamed(name).build(size);
  const weights = initialWeights(network.weights, keyFrom(`parity of ${name}`));
  const fed = drawBatch();
  const inputs = new Map<string, Expression<"input">>(
    network.weights.map(({ name: weight, shape }) => [weight, input(weight, shape)]),
  );
  const images = input("images", fed.images.shape);
  const { logits } = network.forward(images, (weight) => inputs.get(weight)!, { training: true });
  const loss = reduceMean(crossEntropy(logits, input("labels", [batch], "int32")));
  const trained = network.weights.filter((weight) => weight.trained);
  const slopes = gradients(
    loss,
    trained.map((weight) => inputs.get(weight.name)!),
  );
  const outputs = { loss, ...Object.fromEntries(trained.map((weight, at) => [weight.name, slopes[at]])) };
  const ours = interpret({ outputs }, { ...fed, ...Object.fromEntries(weights) });
  const theirs = peerGradients(name, weights, fed);
  const differences = theirs.tensors.map(({ name: weight, data }) => ({
    name: weight,
    difference: largestDifference(ours[weight].data, data),
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

function drawBatch(): { images: Tensor; labels: Tensor } {
  const draw = generator(split(keyFrom("parity"), "batch"));
  const { height, width, channels, classes } = size;
  const pixels = Float32Array.from({ length: batch * height * width * channels }, () => draw.normal());
  const labels = Int32Array.from({ length: batch }, () => draw.integer(classes));
  return {
    images: { shape: [batch, height, width, channels], data: pixels },
    labels: { shape: [batch], data: labels },
  };
}

function peerGradients(network: string, weights: Map<string, Tensor>, fed: Record<string, Tensor>) {
  const folder = mkdtempSync(join(tmpdir(), "querent-parity-"));
  try {
    writeFileSync(join(folder, "request.json"), JSON.stringify({ network, threads: 2, ...size }));
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

/** max |a - b| / max |b| */
function largestDifference(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length)
    throw new Error(`Both sides must have as many values; got ${a.length} and ${b.length}.`);
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    difference = Math.max(difference, Math.abs(a[i] - b[i]));
    largest = Math.max(largest, Math.abs(b[i]));
  }
  return difference / largest;
}
