/** What a trained model tells the strategies of a round, made when it is first asked for. */
import { split } from "@querent/core";
import type {
  Abort,
  ClassificationDataset,
  Ensemble,
  Key,
  Matrix,
  SignalName,
  SignalOf,
  Signals,
} from "@querent/core";
import { dropoutPasses } from "@querent/models";
import type { Classifier, Predictions, TrainedClassifier } from "@querent/models";
import { rowsOfClass } from "./rows-of-class.ts";
import { scatter } from "./scatter.ts";

/** A round's model and what it may be asked about. */
export interface SignalsRequest {
  readonly model: TrainedClassifier;
  readonly learner: Classifier;
  readonly dataset: ClassificationDataset;
  readonly pool: Int32Array; // (n), indices into the training part
  readonly labelled: Int32Array; // pool rows, ascending
  readonly candidates: Int32Array; // pool rows
  /** The signals that any strategy of the round will ask for. */
  readonly needs: ReadonlySet<SignalName>;
  /** The key that the model was trained with. */
  readonly trainKey: Key;
  readonly passes: number;
  readonly committee: number;
  readonly abort?: Abort;
  /** Told before each further model of the committee is trained, with its number. */
  readonly onMember?: (member: number) => void;
}

/** The signals of a round; each is made once. */
export interface RoundSignals {
  /** Those of the names given. */
  get(names: readonly SignalName[]): Promise<Signals>;
}

/**
 * - `probabilities`, `embeddings`, `predictedLoss`: one prediction, over the whole pool if a strategy needs embeddings.
 * - `passes`: dropout before the last layer with masks shared by all items.
 * - `committee`: the model itself and further ones trained on the same labels from keys of their own.
 * - `labels`: of the labelled rows, -1 elsewhere, so that no strategy can look at what it has not paid for.
 * - `targets`: embeddings of the labelled images of the class with the fewest labels; `avoid`: of that with the most.
 */
export function roundSignals(request: SignalsRequest): RoundSignals {
  const { model, learner, dataset, pool, labelled, candidates, needs, trainKey, abort } = request;
  const wholePool = (["embeddings", "targets", "avoid"] as const).some((name) => needs.has(name));
  const rows = wholePool ? Int32Array.from(pool.keys()) : candidates;
  let predicted: Promise<Predictions> | undefined;

  const predict = (by: TrainedClassifier): Promise<Predictions> =>
    by.predict(
      dataset.train.images,
      rows.map((row) => pool[row]),
      abort,
    );
  const predictions = (): Promise<Predictions> => (predicted ??= predict(model));
  const spread = (from: Matrix): Matrix => (wholePool ? from : scatter(from, rows, pool.length));

  const makers: { readonly [N in SignalOf<"classification">]: () => Promise<Signals[N]> } = {
    probabilities: async () => spread((await predictions()).probabilities),
    embeddings: async () => spread((await predictions()).embeddings),
    async predictedLoss() {
      const { predictedLoss } = await predictions();
      return predictedLoss && spread({ rows: rows.length, cols: 1, data: predictedLoss }).data;
    },
    async passes() {
      const embeddings = await made("embeddings");
      return dropoutPasses(model.lastLayer, embeddings!, {
        rows: candidates,
        passes: request.passes,
        rate: learner.dropoutRate!,
        key: split(trainKey, "passes"),
        step: nextTurn,
      });
    },
    committee: trainCommittee,
    async labels() {
      const known = new Int32Array(pool.length).fill(-1);
      for (const row of labelled) known[row] = dataset.train.labels[pool[row]];
      return known;
    },
    lastLayer: async () => model.lastLayer,
    targets: () => ofClass("fewest"),
    avoid: () => ofClass("most"),
  };
  const ready = new Map<SignalName, Promise<unknown>>();
  const made = <N extends SignalOf<"classification">>(name: N): Promise<Signals[N]> => {
    if (!ready.has(name)) ready.set(name, makers[name]());
    return ready.get(name) as Promise<Signals[N]>;
  };

  async function ofClass(which: "fewest" | "most"): Promise<Matrix> {
    const embeddings = (await made("embeddings"))!;
    const labels = (await made("labels"))!;
    return rowsOfClass(embeddings, labels, labelled, dataset.classes.length, which);
  }

  async function trainCommittee(): Promise<Ensemble> {
    const members: Matrix[] = [(await made("probabilities"))!];
    for (let member = 1; member < request.committee; member += 1) {
      request.onMember?.(member);
      const other = await learner.train({
        images: dataset.train.images,
        labels: dataset.train.labels,
        indices: labelled.map((row) => pool[row]),
        key: split(trainKey, "committee", member),
        abort,
      });
      try {
        members.push(spread((await predict(other)).probabilities));
      } finally {
        await other.release();
      }
    }
    const { rows, cols } = members[0];
    const data = new Float32Array(members.length * rows * cols);
    members.forEach((one, at) => data.set(one.data, at * rows * cols));
    return { members: members.length, rows, cols, data };
  }

  return {
    async get(names) {
      const own = names as readonly SignalOf<"classification">[]; // a plan takes no strategy of another task
      const found = await Promise.all(own.map(async (name) => [name, await made(name)] as const));
      return Object.fromEntries(found) as Signals;
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
