/** A trained model: weights, and a prediction session made at the first call. */
import { programInputs, type Session } from "@querent/graph";
import type { Network, NetworkSize } from "./networks/network.ts";
import type { Finished } from "../training/create-learner.ts";
import type { ClassifierSettings, TrainedClassifier } from "./classifier-contract.ts";
import { predictionProgram } from "./classifier-programs.ts";
import { exportClassifier } from "./export-classifier.ts";
import type { NetworkInput } from "./network-input.ts";
import { PREDICTION_BATCH, predictItems } from "./predict.ts";

export interface FinishedClassifier extends Finished {
  readonly size: NetworkSize;
  readonly network: Network;
  readonly settings: ClassifierSettings;
  readonly fed: NetworkInput;
}

/** Binds the weights as constants, so that a prediction moves nothing but images. */
export function trainedClassifier(
  done: FinishedClassifier,
): Pick<TrainedClassifier, "lastLayer" | "predict" | "exportOnnx" | "release"> {
  const { size, network, fed, weights, hasModule } = done;
  let session: Promise<Session> | undefined;
  let released = false;
  const open = (): Promise<Session> => {
    const program = predictionProgram(size, network, done.parts, PREDICTION_BATCH, hasModule);
    const used = programInputs(program);
    const constants = new Map([...weights].filter(([name]) => used.has(name)));
    return done.compile(program, { ...done.options, constants });
  };
  return {
    lastLayer: {
      weights: {
        rows: network.embeddingWidth,
        cols: size.classes,
        data: weights.get(`${network.lastLayer}.weight`)!.data as Float32Array,
      },
      bias: weights.get(`${network.lastLayer}.bias`)!.data as Float32Array,
    },
    async predict(images, indices, abort) {
      if (released)
        throw new Error("A released model cannot predict. Train again or keep it until you are done.");
      fed.check(images, indices);
      const widths = { embedding: network.embeddingWidth, withModule: hasModule };
      return predictItems(await (session ??= open()), { ...size, ...widths }, fed, images, indices, abort);
    },
    exportOnnx: async () => exportClassifier(done),
    async release() {
      released = true;
      const opened = await session;
      session = undefined;
      await opened?.release();
    },
  };
}
