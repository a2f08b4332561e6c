/** What a trained classifier tells the strategies of a round. */
import { split } from "@querent/core";
import type { ClassificationDataset, Ensemble, Matrix, SignalOf } from "@querent/core";
import { dropoutPasses } from "@querent/models";
import type { Classifier, Predictions, TrainedClassifier } from "@querent/models";
import { lazySignals, predictedRows } from "./round-signals.ts";
import type { RoundSignals, SignalsRequest } from "./round-signals.ts";
import type { Trains } from "../tasks/replay-subject.ts";
import { rowsOfClass } from "./rows-of-class.ts";
import { scatter } from "./scatter.ts";

/**
 * - `probabilities`, `embeddings`, `predictedLoss`: one prediction, over the whole pool if a strategy needs embeddings.
 * - `passes`: dropout before the last layer with masks shared by all items.
 * - `committee`: the model itself and further ones trained on the same labels from keys of their own.
 * - `labels`: of the labelled rows, -1 elsewhere, so that no strategy can look at what it has not paid for.
 * - `targets`: embeddings of the labelled images of the class with the fewest labels; `avoid`: of that with the most.
 */
export function classificationSignals(
  model: TrainedClassifier,
  learner: Trains<Classifier>,
  { train, classes }: ClassificationDataset,
  request: SignalsRequest,
): RoundSignals {
  const { pool, labelled, candidates, trainKey, abort } = request;
  const rows = predictedRows(request, ["embeddings", "targets", "avoid"]);
  const items = rows.map((row) => pool[row]);
  const spread = (from: Matrix): Matrix => scatter(from, rows, pool.length);
  let predicted: Promise<Predictions> | undefined;
  const predictions = (): Promise<Predictions> => (predicted ??= model.predict(train.images, items, abort));

  return lazySignals<SignalOf<"classification">>({
    probabilities: async () => spread((await predictions()).probabilities),
    embeddings: async () => spread((await predictions()).embeddings),
    async predictedLoss() {
      const { predictedLoss } = await predictions();
      return predictedLoss && spread({ rows: rows.length, cols: 1, data: predictedLoss }).data;
    },
    async passes(made) {
      const embeddings = await made("embeddings");
      return dropoutPasses(model.lastLayer, embeddings!, {
        rows: candidates,
        passes: request.passes,
        rate: learner.dropoutRate!,
        key: split(trainKey, "passes"),
        step: nextTurn,
      });
    },
    committee: async (made) => trainCommittee((await made("probabilities"))!),
    async labels() {
      const known = new Int32Array(pool.length).fill(-1);
      for (const row of labelled) known[row] = train.labels[pool[row]];
      return known;
    },
    lastLayer: async () => model.lastLayer,
    targets: async (made) => ofClass((await made("embeddings"))!, (await made("labels"))!, "fewest"),
    avoid: async (made) => ofClass((await made("embeddings"))!, (await made("labels"))!, "most"),
  });

  function ofClass(embeddings: Matrix, labels: Int32Array, which: "fewest" | "most"): Matrix {
    return rowsOfClass(embeddings, labels, labelled, classes.length, which);
  }

  async function trainCommittee(own: Matrix): Promise<Ensemble> {
    const members: Matrix[] = [own];
    for (let member = 1; member < request.committee; member += 1) {
      request.onMember?.(member);
      const other = await learner.train({
        images: train.images,
        labels: train.labels,
        indices: labelled.map((row) => pool[row]),
        key: split(trainKey, "committee", member),
        abort,
      });
      try {
        members.push(spread((await other.predict(train.images, items, abort)).probabilities));
      } finally {
        await other.release();
      }
    }
    const { rows, cols } = own;
    const data = new Float32Array(members.length * rows * cols);
    members.forEach((one, at) => data.set(one.data, at * rows * cols));
    return { members: members.length, rows, cols, data };
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
