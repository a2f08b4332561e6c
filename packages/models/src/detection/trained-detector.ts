/** A trained detector: weights, and a prediction session made at the first call. */
import { generator, split, type Detections, type FoundBoxes, type Key, type PixelSet } from "@querent/core";
import { programInputs, type Session, type Tensor } from "@querent/graph";
import { drawMask } from "../training/dropout-mask.ts";
import { checkItems } from "../training/check-items.ts";
import type { Finished } from "../training/create-learner.ts";
import { throwIfAborted } from "../training/throw-if-aborted.ts";
import { foundBoxes, objectBoxes } from "./decode-boxes.ts";
import type {
  DetectorPredictions,
  DetectorSettings,
  DetectorView,
  TrainedDetector,
} from "./detector-contract.ts";
import { wholeWindow } from "./draw-window.ts";
import { exportDetector } from "./export-detector.ts";
import { detectionProgram } from "./learnable-detector.ts";
import type { DetectionNetwork, DetectionSize } from "./networks/detection-network.ts";
import { poolBox } from "./pool-boxes.ts";
import { windowReader } from "./read-window.ts";

/** Images a run of the prediction program takes. */
export const PREDICTION_BATCH = 8;

export interface FinishedDetector extends Finished {
  readonly size: DetectionSize;
  readonly network: DetectionNetwork;
  readonly settings: DetectorSettings;
}

/** Binds the weights as constants, so that a prediction moves nothing but images. */
export function trainedDetector(
  done: FinishedDetector,
): Pick<TrainedDetector, "predict" | "exportOnnx" | "release"> {
  const { size, network, settings, weights, hasModule } = done;
  const sessions = new Map<boolean, Promise<Session>>(); // by whether they drop
  let released = false;
  const open = (drops: boolean): Promise<Session> => {
    const program = detectionProgram(size, network, done.parts, PREDICTION_BATCH, hasModule, drops);
    const used = programInputs(program);
    const constants = new Map([...weights].filter(([name]) => used.has(name)));
    return done.compile(program, { ...done.options, constants });
  };
  const sessionFor = (drops: boolean): Promise<Session> => {
    const found = sessions.get(drops) ?? open(drops);
    sessions.set(drops, found);
    return found;
  };
  return {
    async predict(images, indices, { view = {}, abort } = {}) {
      if (released)
        throw new Error("A released model cannot predict. Train again or keep it until you are done.");
      checkItems(size, images, indices);
      if (view.dropout !== undefined && network.dropout === undefined)
        throw new Error(
          `Only a network with dropout can be asked with it; got "${settings.network}". Train compact-dropout.`,
        );
      const opened = await sessionFor(view.dropout !== undefined);
      const mask = view.dropout && sharedMask(network.dropout!, view.dropout);
      const collected = collector(done, indices.length);
      const feed = viewer(done, images, view);
      for (let start = 0; start < indices.length; start += PREDICTION_BATCH) {
        throwIfAborted(abort, "prediction");
        const some = indices.subarray(start, start + PREDICTION_BATCH);
        const results = await opened.run({ images: feed(some), ...(mask && { dropoutMask: mask }) });
        const values = (name: string) => results[name].data as Float32Array;
        some.forEach((_, at) => {
          const part = (name: string): Float32Array => {
            const each = values(name).length / PREDICTION_BATCH;
            return values(name).subarray(at * each, (at + 1) * each);
          };
          collected.add(start + at, part, view.mirrored === true);
        });
      }
      return collected.all();
    },
    exportOnnx: async () => exportDetector(done),
    async release() {
      released = true;
      const opened = await Promise.all(sessions.values());
      sessions.clear();
      for (const session of opened) await session.release();
    },
  };
}

/** One mask for every item of every batch, so that a pass is one model. */
function sharedMask({ rate, width }: { readonly rate: number; readonly width: number }, key: Key): Tensor {
  const one = new Float32Array(width);
  drawMask(key, rate, one);
  const data = new Float32Array(PREDICTION_BATCH * width);
  for (let at = 0; at < PREDICTION_BATCH; at++) data.set(one, at * width);
  return { shape: [PREDICTION_BATCH, width], data };
}

/** A function that makes a batch of some items, as the view has them. */
function viewer(
  { size, settings }: FinishedDetector,
  images: PixelSet,
  { mirrored = false, noise }: DetectorView,
) {
  const { height, width, channels } = size;
  const each = height * width * channels;
  const data = new Float32Array(PREDICTION_BATCH * each);
  const reader = windowReader(size, settings.normalisation);
  const window = { ...wholeWindow(width, height, channels), mirrored };
  return (items: Int32Array) => {
    items.forEach((item, at) => {
      reader.read(images, item, window, data, at * each);
      if (noise === undefined) return;
      const random = generator(split(noise.key, item));
      const scales = settings.normalisation.std.map((std) => noise.deviation / (255 * std));
      for (let i = 0; i < each; i++) data[at * each + i] += scales[i % channels] * random.normal();
    });
    return { shape: [PREDICTION_BATCH, height, width, channels], data };
  };
}

/** Decodes image after image into one prediction. */
function collector({ size, network, hasModule }: FinishedDetector, count: number) {
  const { classes, width, height } = size;
  const shape = network.shapes;
  const found: FoundBoxes[] = [];
  const starts = new Int32Array(count + 1);
  const corners: number[] = [];
  const probabilities: number[] = [];
  const boxEmbeddings: number[] = [];
  const embeddings = new Float32Array(count * shape.deepest.channels);
  const predictedLoss = hasModule ? new Float32Array(count) : undefined;
  const features = new Float32Array(shape.boxMap.channels);
  return {
    add(item: number, part: (name: string) => Float32Array, mirrored: boolean): void {
      const outputs = { probabilities: part("probabilities"), offsets: part("offsets") };
      const boxes = foundBoxes(outputs, network.anchors, classes, size);
      if (mirrored) mirrorCorners(boxes.corners, width);
      found.push(boxes);
      const objects = objectBoxes(outputs, network.anchors, classes, size);
      const map = { ...shape.boxMap, data: part("boxMap") };
      objects.places.forEach((place, at) => {
        const [x1, y1, x2, y2] = objects.corners.subarray(4 * at, 4 * at + 4);
        poolBox(map, [x1 / width, y1 / height, x2 / width, y2 / height], features, 0);
        boxEmbeddings.push(...features);
        const row = place * (classes + 1);
        probabilities.push(...outputs.probabilities.subarray(row, row + classes + 1));
      });
      if (mirrored) mirrorCorners(objects.corners, width);
      corners.push(...objects.corners);
      starts[item + 1] = starts[item] + objects.places.length;
      const { rows, cols, channels } = shape.deepest;
      poolBox({ rows, cols, channels, data: part("deepest") }, [0, 0, 1, 1], embeddings, item * channels);
      if (predictedLoss !== undefined) predictedLoss[item] = part("predictedLoss")[0];
    },
    all(): DetectorPredictions {
      const boxes = starts[count];
      const detections: Detections = {
        starts,
        corners: Float32Array.from(corners),
        probabilities: { rows: boxes, cols: classes + 1, data: Float32Array.from(probabilities) },
      };
      return {
        found,
        detections,
        boxEmbeddings: { rows: boxes, cols: features.length, data: Float32Array.from(boxEmbeddings) },
        embeddings: { rows: count, cols: shape.deepest.channels, data: embeddings },
        ...(predictedLoss && { predictedLoss }),
      };
    },
  };
}

function mirrorCorners(corners: Float64Array, width: number): void {
  for (let at = 0; at < corners.length; at += 4)
    [corners[at], corners[at + 2]] = [width - corners[at + 2], width - corners[at]];
}
