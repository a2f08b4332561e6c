/** One training step and one inference of a network on random images, ready to be timed. */
import { generator, keyFrom, split } from "@querent/core";
import {
  createSession,
  createTrainer,
  crossEntropy,
  initialState,
  input,
  reduceMean,
  trainingStep,
  type Expression,
  type Program,
  type SessionOptions,
  type Tensor,
  type TrainingStep,
} from "@querent/graph";
import { initialWeights, networkNamed, networks, weightLookup } from "@querent/models";
import type { Network, WeightLookup } from "@querent/models";

/** CIFAR's images and classes. */
const SIZE = { classes: 10, height: 32, width: 32, channels: 3 };
const OPTIMIZER = { kind: "sgd", momentum: 0.9, weightDecay: 5e-4 } as const;

export interface TimedStep {
  step(): Promise<void>;
  release(): Promise<void>;
}

const key = keyFrom("speed");

/** Forward, cross-entropy, backward and SGD with momentum and weight decay; the loss is read each step. */
export function trainingProgram(name: string, batch: number): TrainingStep {
  const { network, images, weight } = inputsOf(name, batch);
  const { logits, carried } = network.forward(images, weight, { training: true });
  const labels = input("labels", [batch], "int32");
  return trainingStep({
    loss: reduceMean(crossEntropy(logits, labels)),
    trainable: network.weights
      .filter(({ trained }) => trained)
      .map(({ name, decays }) => ({ parameter: weight(name), decays })),
    carried,
    optimizer: OPTIMIZER,
  });
}

/** Logits from images; the weights are to be bound as constants. */
export function inferenceProgram(name: string, batch: number): Program {
  const { network, images, weight } = inputsOf(name, batch);
  return { outputs: { logits: network.forward(images, weight, { training: false }).logits } };
}

/** The first values of a network's weights. */
export function weightsOf(name: string): Map<string, Tensor> {
  return initialWeights(networkNamed(name, networks).build(SIZE).weights, split(key, "weights"));
}

/** Random normal images and random labels. */
export function batchOf(batch: number): { images: Tensor; labels: Tensor } {
  const random = generator(split(key, "images"));
  const { height, width, channels, classes } = SIZE;
  return {
    images: {
      shape: [batch, height, width, channels],
      data: Float32Array.from({ length: batch * height * width * channels }, () => random.normal()),
    },
    labels: { shape: [batch], data: Int32Array.from({ length: batch }, () => random.integer(classes)) },
  };
}

/** `trainingProgram` compiled: each step carries the weights of the one before. */
export async function ourTrainingStep(
  name: string,
  batch: number,
  options: SessionOptions,
): Promise<TimedStep> {
  const program = trainingProgram(name, batch);
  const session = await createSession(program.program, options);
  const trainer = createTrainer(program, session, initialState(program, weightsOf(name)));
  const feeds = batchOf(batch);
  return {
    step: async () => void (await trainer.run(feeds, 1e-3)),
    release: () => trainer.release(),
  };
}

/** `inferenceProgram` compiled, with first values for weights. */
export async function ourInference(name: string, batch: number, options: SessionOptions): Promise<TimedStep> {
  const session = await createSession(inferenceProgram(name, batch), {
    ...options,
    constants: weightsOf(name),
  });
  const { images } = batchOf(batch);
  return {
    step: async () => void (await session.run({ images })),
    release: () => session.release(),
  };
}

function inputsOf(
  name: string,
  batch: number,
): { network: Network; images: Expression; weight: WeightLookup } {
  const network = networkNamed(name, networks).build(SIZE);
  return {
    network,
    images: input("images", [batch, SIZE.height, SIZE.width, SIZE.channels]),
    weight: weightLookup(network.weights),
  };
}
