/** Joints, maps and embeddings of images, in batches of one static size. */
import type { Abort, FoundPoses, HeatMaps, Matrix, PixelSet, Skeleton } from "@querent/core";
import type { Session, Tensor } from "@querent/graph";
import { throwIfAborted } from "../training/throw-if-aborted.ts";
import { decodeHeatMaps } from "./decode-heat-maps.ts";
import { fillPlain } from "./fill-crops.ts";
import type { MapSize } from "./heat-map-targets.ts";
import { mirrorMaps } from "./mirror-maps.ts";
import type { PosePredictions } from "./pose-contract.ts";
import { placementOf, toCrop, type Sides } from "./view-geometry.ts";
import { plainView } from "./draw-views.ts";

/** Images a run of the prediction program takes. */
export const PREDICTION_BATCH = 32;

/** What a prediction is made with. */
export interface PosePredictor {
  readonly session: Session; // of `posePredictionProgram`
  readonly skeleton: Pick<Skeleton, "joints" | "mirrored">;
  readonly seen: Sides;
  readonly map: MapSize;
  readonly embeddingWidth: number;
  readonly withModule: boolean;
  readonly table: Float32Array; // of `normalisationTable`
}

/** How to look, and whether to look twice. */
export interface PoseLook {
  readonly mirrored: boolean;
  readonly flipTest: boolean;
  /** (PREDICTION_BATCH, width), for a session that drops. */
  readonly dropoutMask?: Tensor;
}

/**
 * Runs the items through the session, PREDICTION_BATCH at a time; the last batch is filled up with what stood there
 * before, since samples do not meet. With `flipTest` maps are the means of those of both views; embeddings and
 * predicted losses stay those of the view asked for.
 */
export async function predictPoses(
  predictor: PosePredictor,
  crops: PixelSet,
  indices: Int32Array,
  { mirrored, flipTest, dropoutMask }: PoseLook,
  abort?: Abort,
): Promise<PosePredictions> {
  const { skeleton, seen, map, embeddingWidth, withModule } = predictor;
  const joints = skeleton.joints.length;
  const count = indices.length;
  const mapsOfItem = joints * map.height * map.width;
  const heatMaps: HeatMaps = {
    rows: count,
    joints,
    height: map.height,
    width: map.width,
    data: new Float32Array(count * mapsOfItem),
  };
  const embeddings: Matrix = {
    rows: count,
    cols: embeddingWidth,
    data: new Float32Array(count * embeddingWidth),
  };
  const predictedLoss = withModule ? new Float32Array(count) : undefined;
  const pixels = new Float32Array(PREDICTION_BATCH * seen.height * seen.width * crops.channels);
  const run = async (items: Int32Array, asMirrored: boolean) => {
    fillPlain(crops, items, seen, predictor.table, pixels, asMirrored);
    const shape = [PREDICTION_BATCH, seen.height, seen.width, crops.channels];
    const results = await predictor.session.run({
      images: { shape, data: pixels },
      ...(dropoutMask && { dropoutMask }),
    });
    const maps = (results.heatMaps.data as Float32Array).subarray(0, items.length * mapsOfItem);
    return { results, maps: asMirrored ? mirrorMaps(maps, skeleton.mirrored, map) : maps };
  };
  for (let start = 0; start < count; start += PREDICTION_BATCH) {
    throwIfAborted(abort, "prediction");
    const items = indices.subarray(start, start + PREDICTION_BATCH);
    const { results, maps } = await run(items, mirrored);
    const out = heatMaps.data.subarray(start * mapsOfItem, (start + items.length) * mapsOfItem);
    out.set(maps);
    const keep = (name: string, cols: number, to: Float32Array): void => {
      to.set((results[name].data as Float32Array).subarray(0, items.length * cols), start * cols);
    };
    keep("embeddings", embeddingWidth, embeddings.data);
    if (predictedLoss !== undefined) keep("predictedLoss", 1, predictedLoss);
    if (!flipTest) continue;
    const again = await run(items, !mirrored);
    for (let at = 0; at < out.length; at++) out[at] = (out[at] + again.maps[at]) / 2;
  }
  const found = Array.from({ length: count }, (_, at) =>
    inCrop(crops, seen, decodeHeatMaps(heatMaps, at, map.stride)),
  );
  return { found, heatMaps, embeddings, ...(predictedLoss && { predictedLoss }) };
}

/** From pixels of the middle of a crop to pixels of the crop. */
function inCrop(crop: Sides, seen: Sides, pose: FoundPoses): FoundPoses {
  const placement = placementOf(crop, seen, plainView(0));
  const points = new Float64Array(pose.points.length);
  for (let at = 0; at < points.length; at += 2)
    points.set(toCrop(seen, placement, pose.points[at], pose.points[at + 1]), at);
  return { ...pose, points };
}
