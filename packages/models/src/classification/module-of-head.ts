/** The loss prediction module of a head on frozen features: taught when the head is done. */
import { split, type Key, type Matrix } from "@querent/core";
import { input, type Tensor } from "@querent/graph";
import type { Compile } from "../training/compiled-steps.ts";
import { createLearner } from "../training/create-learner.ts";
import type { Learnable } from "../training/learnable.ts";
import type { Examples, LearnerRequest, LearnerSettings } from "../training/learner-contract.ts";
import type {
  Classifier,
  ClassifierSettings,
  TrainedClassifier,
  TrainRequest,
} from "./classifier-contract.ts";
import type { NetworkInput } from "./network-input.ts";
import type { Network } from "./networks/network.ts";
import { recipeNamed } from "./recipes.ts";

/** The smallest probability that float32 has in full. */
const TINY = 2 ** -126;

/** What a head makes of the items it was trained on; `indices` are places in these. */
interface JudgedItems extends Examples {
  readonly items: Int32Array; // (n)
  readonly losses: Float32Array; // (n)
  readonly confidence: Matrix; // (n, classes), log-probabilities, the largest first
}

interface HeadParts {
  readonly head: Classifier;
  readonly network: Network;
  readonly fed: NetworkInput;
  readonly settings: ClassifierSettings;
  readonly compile?: Compile;
}

/**
 * The head with the module of Yoo and Kweon 2019, arXiv 1905.03677, unchanged but for when it learns: features that are
 * frozen cannot profit from being trained along with it, so the head is trained as without it, bit for bit, and then the
 * module alone, on the head's losses of the same items. It reads the features and the head's log-probabilities.
 */
export function withModuleAfterwards({ head, network, fed, settings, compile }: HeadParts): Classifier {
  if (settings.moduleWeight !== undefined)
    throw new Error(
      "moduleWeight must be left out for a head on frozen features: its module is trained apart, and there is nothing " +
        `that it would be weighed against; got ${settings.moduleWeight}.`,
    );
  const module = moduleLearner({ network, fed, settings, compile });

  function stepsFor(labels: number, objective: TrainRequest["module"]): number {
    return head.stepsFor(labels) + (objective === undefined ? 0 : module.stepsFor(labels));
  }

  async function train(request: TrainRequest): Promise<TrainedClassifier> {
    const { module: objective, key, indices, abort, progress } = request;
    if (objective === undefined) return head.train(request);
    if (request.checkpoint !== undefined || request.resume !== undefined)
      throw new Error("A head that is trained with the module has no checkpoints: it takes seconds.");
    const steps = stepsFor(indices.length, objective);
    const part = (key: Key, before: number): Pick<LearnerRequest, "key" | "abort" | "progress"> => ({
      key,
      abort,
      progress: (at) => progress?.({ step: before + at.step, steps, loss: at.loss }),
    });
    const model = await head.train({ ...request, module: undefined, ...part(key, 0) });
    try {
      const taught = await module.train({
        ...(await judgedItems(model, request)),
        module: objective,
        ...part(split(key, "of the module"), head.stepsFor(indices.length)),
      });
      const weights = new Map([...model.weights, ...taught.weights]);
      return { ...head.restore(weights), finalLoss: model.finalLoss };
    } finally {
      await model.release();
    }
  }

  return {
    ...head,
    train,
    stepsFor,
    async release() {
      await head.release();
      await module.release();
    },
  };
}

async function judgedItems(
  model: TrainedClassifier,
  { images, labels, indices, abort }: TrainRequest,
): Promise<JudgedItems> {
  const { rows, cols, data } = (await model.predict(images, indices, abort)).probabilities;
  const losses = new Float32Array(rows);
  const confidence: Matrix = { rows, cols, data: data.map((p) => Math.log(Math.max(p, TINY))) };
  for (let row = 0; row < rows; row += 1) {
    const logs = confidence.data.subarray(row * cols, (row + 1) * cols);
    losses[row] = -logs[labels[indices[row]]];
    logs.sort((a, b) => b - a);
  }
  return { images, indices: Int32Array.from(indices.keys()), items: indices, losses, confidence };
}

/** Trains the module alone: what it reads and what it learns are fed. */
function moduleLearner({ network, fed, settings, compile }: Omit<HeadParts, "head">) {
  const [channels, classes] = network.tapWidths;
  const learnable: Learnable = {
    weights: [],
    tapWidths: network.tapWidths,
    moduleWeight: 1,
    forward: (batchSize) => ({
      losses: input("losses", [batchSize]),
      taps: [input("features", [batchSize, channels]), input("confidence", [batchSize, classes])],
      carried: [],
    }),
  };
  return createLearner<LearnerSettings, JudgedItems, object>(
    settings,
    {
      recipe: { ...recipeNamed(settings.recipe), cutAfter: 0 },
      predictionBatch: 1,
      learnable,
      check() {},
      targetOf: ({ losses }, place) => [losses[place]],
      feeder({ images, items, losses, confidence }, batchSize) {
        const rows = (cols: number): Tensor => ({
          shape: [batchSize, cols],
          data: new Float32Array(batchSize * cols),
        });
        const feeds = {
          features: rows(channels),
          confidence: rows(classes),
          losses: { shape: [batchSize], data: new Float32Array(batchSize) },
        };
        return (_, places) => {
          fed.fill(
            images,
            places.map((place) => items[place]),
            feeds.features.data as Float32Array,
          );
          places.forEach((place, at) => {
            feeds.losses.data[at] = losses[place];
            const row = confidence.data.subarray(place * classes, (place + 1) * classes);
            (feeds.confidence.data as Float32Array).set(row, at * classes);
          });
          return feeds;
        };
      },
      finish: () => ({}),
    },
    compile,
  );
}
