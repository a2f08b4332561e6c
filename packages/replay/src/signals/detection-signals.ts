/** What a trained detector tells the strategies of a round. */
import { split } from "@querent/core";
import type { DetectionDataset, Detections, SignalOf } from "@querent/core";
import type { DetectorPredictions, DetectorView, TrainedDetector } from "@querent/models";
import { lazySignals, predictedRows } from "./round-signals.ts";
import type { RoundSignals, SignalsRequest } from "./round-signals.ts";
import { scatter, scatterBoxes } from "./scatter.ts";

/**
 * Standard deviations of the noise, in bytes, under which boxes are looked for again.
 * Noise of growing strength as in Kao et al. 2018, arXiv 1801.05124; six even levels.
 */
export const noiseLevels: readonly number[] = [8, 16, 24, 32, 40, 48];

/**
 * - `detections`, `boxEmbeddings`, `embeddings`, `predictedLoss`: one prediction, over the whole pool if a strategy
 *   compares features of candidates with those of labelled images.
 * - `flippedDetections`: the candidates mirrored, their boxes mirrored back.
 * - `noisyDetections`: the candidates under Gaussian noise of `noiseLevels`.
 * - `detectionPasses`: the candidates with dropout left on, its masks shared by all items of a pass.
 */
export function detectionSignals(
  model: TrainedDetector,
  { train }: DetectionDataset,
  request: SignalsRequest,
): RoundSignals {
  const { pool, candidates, trainKey, abort } = request;
  const rows = predictedRows(request, ["embeddings", "boxEmbeddings"]);
  let predicted: Promise<DetectorPredictions> | undefined;
  const look = (at: Int32Array, view?: DetectorView): Promise<DetectorPredictions> =>
    model.predict(
      train.images,
      at.map((row) => pool[row]),
      { view, abort },
    );
  const predictions = (): Promise<DetectorPredictions> => (predicted ??= look(rows));
  const seen = async (view: DetectorView): Promise<Detections> =>
    scatterBoxes((await look(candidates, view)).detections, candidates, pool.length);
  const oneByOne = async (views: readonly DetectorView[]): Promise<Detections[]> => {
    const found: Detections[] = [];
    for (const view of views) found.push(await seen(view)); // a session runs one thing at a time
    return found;
  };

  return lazySignals<SignalOf<"detection">>({
    detections: async () => scatterBoxes((await predictions()).detections, rows, pool.length),
    boxEmbeddings: async () => (await predictions()).boxEmbeddings,
    embeddings: async () => scatter((await predictions()).embeddings, rows, pool.length),
    async predictedLoss() {
      const { predictedLoss } = await predictions();
      return (
        predictedLoss && scatter({ rows: rows.length, cols: 1, data: predictedLoss }, rows, pool.length).data
      );
    },
    flippedDetections: () => seen({ mirrored: true }),
    noisyDetections: () =>
      oneByOne(
        noiseLevels.map((deviation) => ({ noise: { deviation, key: split(trainKey, "noise", deviation) } })),
      ),
    detectionPasses: () =>
      oneByOne(
        Array.from({ length: request.passes }, (_, pass) => ({ dropout: split(trainKey, "passes", pass) })),
      ),
  });
}
