/** The loss prediction module of a head on frozen features: taught by images that the head was not trained on. */
import { permutation, split, type Key, type Matrix } from "@querent/core";
import { input, type Tensor } from "@querent/graph";
import type { Compile } from "../training/compiled-steps.ts";
import { createLearner } from "../training/create-learner.ts";
import type { Learnable } from "../training/learnable.ts";
import type { Examples, LearnerRequest, LearnerSettings } from "../training/learner-contract.ts";
import { throwIfAborted } from "../training/throw-if-aborted.ts";
import type {
  Classifier,
  ClassifierSettings,
  TrainedClassifier,
  TrainRequest,
} from "./classifier-contract.ts";
import type { NetworkInput } from "./network-input.ts";
import type { Network } from "./networks/network.ts";
import { recipeNamed } from "./recipes.ts";

const FOLDS = 5;

/** With these each fold leaves the two images that a training needs. */
const FEWEST = 3;

/** The smallest probability that float32 has in full. */
const TINY = 2 ** -126;

/** Items by what heads that were not trained on them made of them; `indices` are places in these. */
interface UnseenItems extends Examples {
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
 * The head, trained with the module in another way than jointly: a head fits the frozen features of its labelled items
 * until their losses are near zero, and such targets teach nothing. So the items are dealt into five folds, a head trained
 * without each fold says its losses and log-probabilities, and the module learns from those; the head itself is trained on
 * all of them as without the module, bit for bit. The module is that of Yoo and Kweon 2019, arXiv 1905.03677, unchanged.
 */
export function withModuleOutOfFold({ head, network, fed, settings, compile }: HeadParts): Classifier {
  if (settings.moduleWeight !== undefined)
    throw new Error(
      "moduleWeight must be left out for a head on frozen features: its module is trained apart, and there is nothing " +
        `that it would be weighed against; got ${settings.moduleWeight}.`,
    );
  const module = moduleLearner({ network, fed, settings, compile });

  async function train(request: TrainRequest): Promise<TrainedClassifier> {
    const { module: objective, key, indices, labels, abort, progress } = request;
    if (objective === undefined) return head.train(request);
    if (request.checkpoint !== undefined || request.resume !== undefined)
      throw new Error("A head that is trained with the module has no checkpoints: it takes seconds.");
    if (indices.length < FEWEST)
      throw new Error(
        `The module of a head on frozen features needs at least ${FEWEST} labelled images, of which it learns in turns; ` +
          `got ${indices.length}. Label more images.`,
      );
    const steps = stepsFor(indices.length, objective);
    let before = 0;
    const part = (key: Key): Pick<LearnerRequest, "key" | "abort" | "progress"> => {
      const from = before;
      return {
        key,
        abort,
        progress(at) {
          before = from + at.step;
          progress?.({ step: before, steps, loss: at.loss });
        },
      };
    };
    const { images } = request;
    const unseen = await unseenItems(request, (fold, rest) =>
      head.train({ images, labels, indices: rest, ...part(split(key, "fold", fold)) }),
    );
    const taught = await module.train({ ...unseen, module: objective, ...part(split(key, "of the module")) });
    const model = await head.train({ images, labels, indices, ...part(key) });
    await model.release();
    return { ...head.restore(new Map([...model.weights, ...taught.weights])), finalLoss: model.finalLoss };
  }

  function stepsFor(labels: number, objective: TrainRequest["module"]): number {
    if (objective === undefined) return head.stepsFor(labels);
    const ofFolds = foldSizes(labels).map((size) => head.stepsFor(labels - size));
    return ofFolds.reduce((sum, steps) => sum + steps, module.stepsFor(labels) + head.stepsFor(labels));
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

/** How many items each fold has: as equal as can be. */
function foldSizes(items: number): number[] {
  const folds = Math.min(FOLDS, items);
  return Array.from({ length: folds }, (_, fold) => Math.floor((items + folds - 1 - fold) / folds));
}

/** What heads say of items that they were not trained on. */
async function unseenItems(
  { images, labels, indices, key, abort }: TrainRequest,
  trainHead: (fold: number, rest: Int32Array) => Promise<TrainedClassifier>,
): Promise<UnseenItems> {
  const folds = dealt(split(key, "folds"), indices, labels);
  const items = folds.flat();
  const losses = new Float32Array(items.length);
  let confidence: Matrix | undefined;
  let row = 0;
  for (const [fold, members] of folds.entries()) {
    throwIfAborted(abort, "training");
    const model = await trainHead(fold, Int32Array.from(folds.filter((other) => other !== members).flat()));
    try {
      const { probabilities } = await model.predict(images, Int32Array.from(members), abort);
      const { cols } = probabilities;
      confidence ??= { rows: items.length, cols, data: new Float32Array(items.length * cols) };
      for (const [at, item] of members.entries()) {
        const logs = probabilities.data
          .slice(at * cols, (at + 1) * cols)
          .map((p) => Math.log(Math.max(p, TINY)));
        losses[row] = -logs[labels[item]];
        confidence.data.set(logs.sort().reverse(), row * cols);
        row += 1;
      }
    } finally {
      await model.release();
    }
  }
  return {
    images,
    indices: Int32Array.from(items.keys()),
    items: Int32Array.from(items),
    losses,
    confidence: confidence!,
  };
}

/** The items of each fold: dealt class by class, in a drawn order, so that every fold has its share of each. */
function dealt(key: Key, indices: Int32Array, labels: Int32Array): number[][] {
  const drawn = Array.from(permutation(key, indices.length), (at) => indices[at]);
  const folds = foldSizes(indices.length).map((): number[] => []);
  drawn.toSorted((a, b) => labels[a] - labels[b]).forEach((item, at) => folds[at % folds.length].push(item));
  return folds;
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
  return createLearner<LearnerSettings, UnseenItems, object>(
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
