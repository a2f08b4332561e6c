/** A trained pose network: weights, and a prediction session made at the first call. */
import type { Key } from "@querent/core";
import { programInputs, type Session, type Tensor } from "@querent/graph";
import { drawMask } from "../training/dropout-mask.ts";
import type { Finished } from "../training/create-learner.ts";
import { checkCrops } from "./check-poses.ts";
import { exportPoseNetwork } from "./export-pose-network.ts";
import type { MapSize } from "./heat-map-targets.ts";
import type { PoseSettings, TrainedPoseNetwork } from "./pose-contract.ts";
import type { PoseNetwork, PoseNetworkSize } from "./networks/pose-network.ts";
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
  const { dropout } = network;
  const sessions = new Map<boolean, Promise<Session>>();
  let released = false;
  const open = (drops: boolean): Promise<Session> => {
    const options = { withModule: hasModule, drops };
    const program = posePredictionProgram(size, network, done.parts, PREDICTION_BATCH, options);
    const used = programInputs(program);
    const constants = new Map([...weights].filter(([name]) => used.has(name)));
    return done.compile(program, { ...done.options, constants });
  };
  const sessionThat = (drops: boolean): Promise<Session> => {
    const opened = sessions.get(drops) ?? open(drops);
    sessions.set(drops, opened);
    return opened;
  };
  return {
    async predict(images, indices, { view, flipTest = false, abort } = {}) {
      if (released)
        throw new Error("A released model cannot predict. Train again or keep it until you are done.");
      checkCrops(size, images, indices);
      if (view?.dropout !== undefined && dropout === undefined)
        throw new Error(
          `The network "${settings.network}" has no dropout to leave on. Train one that has, such as compact-dropout.`,
        );
      const predictor = {
        session: await sessionThat(view?.dropout !== undefined),
        skeleton: settings.skeleton,
        seen: size,
        map,
        embeddingWidth: network.embeddingWidth,
        withModule: hasModule,
        table,
      };
      const look = {
        mirrored: view?.mirrored ?? false,
        flipTest,
        ...(view?.dropout && dropout && { dropoutMask: sharedMask(view.dropout, dropout) }),
      };
      return predictPoses(predictor, images, indices, look, abort);
    },
    exportOnnx: async () => exportPoseNetwork(done),
    async release() {
      released = true;
      for (const session of sessions.values()) await (await session).release();
      sessions.clear();
    },
  };
}

/** One mask, the same for every item: a pass is then one model. */
function sharedMask(key: Key, { rate, width }: { readonly rate: number; readonly width: number }): Tensor {
  const mask = new Float32Array(width);
  drawMask(key, rate, mask);
  const data = new Float32Array(PREDICTION_BATCH * width);
  for (let at = 0; at < data.length; at += width) data.set(mask, at);
  return { shape: [PREDICTION_BATCH, width], data };
}
