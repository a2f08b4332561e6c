/** A small real pose network for the tests: each cell of an image is nothing, or a joint; maps are their probabilities. */
import type { FoundPoses, PixelSet, Skeleton, TruePoses } from "@querent/core";
import type { Trains } from "../src/tasks/replay-subject.ts";
import { poseRecipes } from "@querent/models";
import type { PoseLearner, PosePredictions, PoseSettings, PoseView } from "@querent/models";
import { maskOf } from "./cell-detector.ts";
import { CELL, trainCells } from "./cell-net.ts";
import type { CellNet } from "./cell-net.ts";

export function cellPoses(settings: PoseSettings): Trains<PoseLearner> {
  const joints = settings.skeleton.joints.length;
  const batchSizeFor = (labels: number): number => Math.min(4, labels);
  const stepsFor = (labels: number): number => 6 * Math.floor(labels / batchSizeFor(labels));
  return {
    settings,
    recipe: poseRecipes[0],
    dropoutRate: 0.2,
    batchSizeFor,
    stepsFor,
    restore() {
      throw new Error("This learner keeps no weights.");
    },
    async train({ images, truth, indices, ...request }) {
      const cols = Math.floor(images.width / CELL);
      const cells = cols * Math.floor(images.height / CELL);
      const net = await trainCells({
        ...request,
        images,
        indices,
        kinds: joints + 1,
        truth: (item) => kindsOf(truth[item], cols, cells),
        batch: batchSizeFor(indices.length),
        steps: stepsFor(indices.length),
      });
      return {
        weights: new Map(),
        hasModule: request.module !== undefined,
        finalLoss: 0,
        predict: async (from, items, { view = {} } = {}) =>
          predict(net, settings.skeleton, from, items, view),
        losses: async (examples) =>
          Float32Array.from(examples.indices, (item) =>
            net.lossOf(net.look(examples.images, item), kindsOf(examples.truth[item], cols, cells)),
          ),
        exportOnnx: async () => new Uint8Array(),
        release: async () => {},
      };
    },
  };
}

function kindsOf({ points, visibility }: TruePoses, cols: number, cells: number): Int8Array {
  const out = new Int8Array(cells);
  visibility.forEach((seen, joint) => {
    const [x, y] = points.subarray(2 * joint, 2 * joint + 2);
    if (seen > 0) out[Math.floor(y / CELL) * cols + Math.floor(x / CELL)] = joint + 1;
  });
  return out;
}

function predict(
  net: CellNet,
  { mirrored }: Skeleton,
  images: PixelSet,
  items: Int32Array,
  view: PoseView,
): PosePredictions {
  const { rows, cols, kinds } = net;
  const joints = kinds - 1;
  const cells = rows * cols;
  const maps = new Float32Array(items.length * joints * cells);
  const embeddings = new Float32Array(items.length * cells);
  const predictedLoss = new Float32Array(items.length);
  const dropped = view.dropout && maskOf(view.dropout, 0.2);
  const found = Array.from(items, (item, i): FoundPoses => {
    const seen = net.look(images, item, { mirrored: view.mirrored, dropped });
    for (let joint = 0; joint < joints; joint += 1) {
      const kind = view.mirrored === true ? mirrored[joint] : joint;
      for (let cell = 0; cell < cells; cell += 1)
        maps[(i * joints + joint) * cells + cell] = seen[cell * kinds + kind + 1];
    }
    predictedLoss[i] = net.predictLoss(seen) ?? 0;
    embeddings.set(net.embed(images, item), i * cells);
    const points = new Float64Array(2 * joints);
    const jointScores = new Float64Array(joints);
    for (let joint = 0; joint < joints; joint += 1) {
      const map = maps.subarray((i * joints + joint) * cells, (i * joints + joint + 1) * cells);
      jointScores[joint] = Math.max(...map);
      const cell = map.indexOf(jointScores[joint]);
      points.set([((cell % cols) + 0.5) * CELL, (Math.floor(cell / cols) + 0.5) * CELL], 2 * joint);
    }
    return { count: 1, points, jointScores, scores: Float64Array.of(1) };
  });
  const hasModule = items.length > 0 && net.predictLoss(net.look(images, items[0])) !== undefined;
  return {
    found,
    heatMaps: { rows: items.length, joints, height: rows, width: cols, data: maps },
    embeddings: { rows: items.length, cols: cells, data: embeddings },
    ...(hasModule && { predictedLoss }),
  };
}
