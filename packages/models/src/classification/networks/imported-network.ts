/** A network read from an ONNX file, tapped, with a new last layer: for fine-tuning, or training the head alone. */
import {
  decodeModel,
  globalAveragePool,
  importOnnx,
  isOperator,
  programInputs,
  transpose,
} from "@querent/graph";
import type { Expression, ImportedModel, Shape, Tensor } from "@querent/graph";
import type { WeightSpec } from "../../weights/weight-spec.ts";
import { dense } from "../../layers/layers.ts";
import type { NetworkDefinition } from "./network.ts";
import { substitute } from "./substitute.ts";

export interface ImportedNetworkOptions {
  /** What `settings.network` calls it. */
  readonly name: string;
  /** The tensor of the file that the new last layer reads: (N, d), or a map (N, C, H, W) whose mean is taken. */
  readonly embedding: string;
  /** The feature maps of the file that the loss prediction module reads, shallow to deep. */
  readonly taps: readonly string[];
  /** Trains nothing before the new last layer. Else all trains, but for the statistics of batch normalisation. */
  readonly freeze: boolean;
}

const BACKBONE = "backbone.";

/**
 * The part of the file's graph up to the embedding and the taps, and a dense layer on it. The file must have one input,
 * images (N, C, H, W); it is fed what the classifier's normalisation makes of the pixels.
 *
 * @throws when a named tensor is not in the file, or the file has not one input (when the network is built)
 */
export function importedNetwork(bytes: Uint8Array, options: ImportedNetworkOptions): NetworkDefinition {
  return {
    name: options.name,
    title: `${options.name}, from an ONNX file`,
    build({ classes, height, width, channels }) {
      const read = (batch: number) => readTensors(bytes, options, [batch, channels, height, width]);
      const { model, embedding, taps } = read(1);
      const used = [...programInputs({ outputs: Object.fromEntries([embedding, ...taps].entries()) }).keys()];
      const names = used.filter((name) => model.parameters.has(name));
      const isFixed = (name: string) =>
        options.freeze ||
        model.statistics.has(name) ||
        model.parameters.get(name)!.data instanceof Int32Array;
      const head = dense("head", embedding.shape[1], classes);
      const trained = names.filter((name) => !isFixed(name));
      return {
        weights: [...trained.map((name) => givenSpec(name, model.parameters.get(name)!)), ...head.weights],
        fixed: new Map(
          names.filter(isFixed).map((name) => [BACKBONE + name, model.parameters.get(name)!] as const),
        ),
        embeddingWidth: embedding.shape[1],
        lastLayer: "head",
        tapWidths: taps.map(({ shape }) => shape[shape.length - 1]),
        forward(x, weight) {
          const whole = read(x.shape[0]);
          const [input] = Object.values(whole.model.inputs);
          const image = transpose(x, [0, 3, 1, 2]);
          const [features, ...maps] = substitute([whole.embedding, ...whole.taps], (node) => {
            if (node === input.expression) return image;
            return isOperator(node, "input") ? weight(BACKBONE + node.attributes.name) : undefined;
          });
          return { logits: head.apply(features, weight), embedding: features, taps: maps, carried: [] };
        },
      };
    },
  };
}

/** Imports the file at a batch size, and finds the tensors: a map read as embedding is averaged. */
function readTensors(
  bytes: Uint8Array,
  { embedding, taps }: ImportedNetworkOptions,
  shape: Shape,
): { model: ImportedModel; embedding: Expression; taps: Expression[] } {
  const { graph } = decodeModel(bytes);
  const inputs = graph.inputs.filter(
    ({ name }) => !graph.initializers.some((tensor) => tensor.name === name),
  );
  if (inputs.length !== 1)
    throw new Error(
      `A network to fine-tune must have one input; the file has ${inputs.length}: ${inputs.map(({ name }) => name).join(", ")}.`,
    );
  const model = importOnnx(bytes, { inputShapes: { [inputs[0].name]: shape } });
  const find = (name: string): Expression => {
    const value = model.values.get(name);
    if (value === undefined || (value.shape.length !== 4 && value.shape.length !== 2))
      throw new Error(
        `Taps and embedding must be tensors (N, C, H, W) or (N, d) of the file; got "${name}", which is ${value === undefined ? "not in it" : `[${value.shape}]`}. The last ones are: ${[...model.values.keys()].slice(-12).join(", ")}.`,
      );
    return value;
  };
  const features = find(embedding);
  return {
    model,
    embedding: features.shape.length === 4 ? globalAveragePool(features) : features,
    taps: taps.map(find),
  };
}

function givenSpec(name: string, { shape, data }: Tensor): WeightSpec {
  return {
    name: BACKBONE + name,
    shape,
    init: { kind: "given", data: data as Float32Array },
    trained: true,
    decays: true,
  };
}
