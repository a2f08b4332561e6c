/** What a trained pose network tells the strategies of a round. */
import { split } from "@querent/core";
import type { PointPasses, PoseDataset, SignalOf } from "@querent/core";
import type { PosePredictions, PoseView, TrainedPoseNetwork } from "@querent/models";
import { lazySignals, predictedRows } from "./round-signals.ts";
import type { RoundSignals, SignalsRequest } from "./round-signals.ts";
import { scatter, scatterMaps } from "./scatter.ts";

/**
 * - `heatMaps`, `embeddings`, `predictedLoss`: one prediction, over the whole pool if a strategy needs embeddings.
 * - `flippedHeatMaps`: the candidates mirrored, their maps mirrored back.
 * - `pointPasses`: where the candidates' joints are found with dropout left on, its masks shared by all items of a pass.
 */
export function poseSignals(
  model: TrainedPoseNetwork,
  { train, skeleton }: PoseDataset,
  request: SignalsRequest,
): RoundSignals {
  const { pool, candidates, trainKey, abort } = request;
  const rows = predictedRows(request, ["embeddings"]);
  let predicted: Promise<PosePredictions> | undefined;
  const look = (at: Int32Array, view?: PoseView): Promise<PosePredictions> =>
    model.predict(
      train.images,
      at.map((row) => pool[row]),
      { view, abort },
    );
  const predictions = (): Promise<PosePredictions> => (predicted ??= look(rows));

  return lazySignals<SignalOf<"pose">>({
    heatMaps: async () => scatterMaps((await predictions()).heatMaps, rows, pool.length),
    embeddings: async () => scatter((await predictions()).embeddings, rows, pool.length),
    async predictedLoss() {
      const { predictedLoss } = await predictions();
      return (
        predictedLoss && scatter({ rows: rows.length, cols: 1, data: predictedLoss }, rows, pool.length).data
      );
    },
    flippedHeatMaps: async () =>
      scatterMaps((await look(candidates, { mirrored: true })).heatMaps, candidates, pool.length),
    async pointPasses(): Promise<PointPasses> {
      const joints = skeleton.joints.length;
      const data = new Float32Array(request.passes * pool.length * joints * 2);
      for (let pass = 0; pass < request.passes; pass += 1) {
        const { found } = await look(candidates, { dropout: split(trainKey, "passes", pass) });
        found.forEach(({ points }, i) =>
          data.set(points.subarray(0, 2 * joints), (pass * pool.length + candidates[i]) * joints * 2),
        );
      }
      return { members: request.passes, rows: pool.length, joints, data };
    },
  });
}
