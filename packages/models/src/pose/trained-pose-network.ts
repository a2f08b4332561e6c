/** A trained pose network: weights, and a prediction session made at the first call. */
import { programInputs, type Session } from "@querent/graph";
import type { Finished } from "../training/create-learner.ts";
import { checkCrops } from "./check-poses.ts";
import { exportPoseNetwork } from "./export-pose-network.ts";
import type { MapSize } from "./heat-map-targets.ts";
import type { PoseSettings, TrainedPoseNetwork } from "./pose-contract.ts";
import type { PoseNetwork, PoseNetworkSize } from "./pose-network.ts";
import { posePredictionProgram } from "./pose-programs.ts";
import { PREDICTION_BATCH, predictPoses } from "./predict-poses.ts";

export interface FinishedPoseNetwork extends Finished {
  readonly size: PoseNetworkSize;
  readonly network: PoseNetwork;
  readonly settings: PoseSettings;
  readonly map: MapSize;
  readonly table: Float32Array;
}

/** Binds the weights as constants, so that a prediction moves nothing but images. */
export function trainedPoseNetwork(
  done: FinishedPoseNetwork,
): Pick<TrainedPoseNetwork, "predict" | "exportOnnx" | "release"> {
  const { size, network, settings, map, table, weights, hasModule } = done;
  let session: Promise<Session> | undefined;
  let released = false;
  const open = (): Promise<Session> => {
    const program = posePredictionProgram(size, network, done.parts, PREDICTION_BATCH, hasModule);
    const used = programInputs(program);
    const constants = new Map([...weights].filter(([name]) => used.has(name)));
    return done.compile(program, { ...done.options, constants });
  };
  return {
    async predict(images, indices, { view, flipTest = false, abort } = {}) {
      if (released)
        throw new Error("A released model cannot predict. Train again or keep it until you are done.");
      checkCrops(size, images, indices);
      const predictor = {
        session: await (session ??= open()),
        skeleton: settings.skeleton,
        seen: size,
        map,
        embeddingWidth: network.embeddingWidth,
        withModule: hasModule,
        table,
      };
      const look = { mirrored: view?.mirrored ?? false, flipTest };
      return predictPoses(predictor, images, indices, look, abort);
    },
    exportOnnx: async () => exportPoseNetwork(done),
    async release() {
      released = true;
      const opened = await session;
      session = undefined;
      await opened?.release();
    },
  };
}
