/** A pool of any size with every signal, drawn quickly, on which the cost of the strategies is measured. */
import { exponential, generator, keyFrom, matrix, split } from "@querent/core";
import type {
  Detections,
  Ensemble,
  HeatMaps,
  Kernels,
  Matrix,
  SelectionRequest,
  Signals,
  Strategy,
} from "@querent/core";

/** The shape of the pool. */
export interface CostShape {
  readonly items: number; // candidates
  readonly labelled: number;
  readonly dimensions: number;
  readonly classes: number;
  readonly members: number;
  readonly batch: number;
  readonly boxes: number; // found in an item
  readonly joints: number;
  readonly cells: number; // of one joint's heat map
}

const CLUSTERS = 50;
const key = keyFrom("cost");

/** Clustered embeddings, in memory that `make` gives, and soft probabilities; only the signals that the strategy needs. */
export function costProblem(
  shape: CostShape,
  { needs }: Strategy,
  make: Kernels["matrix"],
): { readonly signals: Signals; readonly request: SelectionRequest } {
  const { items, labelled, dimensions, classes, members, batch } = shape;
  const n = items + labelled;
  const wants = new Set(needs);
  const signals: Signals = {
    ...(wants.has("embeddings") && { embeddings: clustered(n, dimensions, "embeddings", make) }),
    ...(wants.has("probabilities") && { probabilities: distributions(n, classes, "probabilities") }),
    ...(wants.has("predictedLoss") && { predictedLoss: clustered(n, 1, "loss").data }),
    ...(wants.has("passes") && { passes: ensemble("passes") }),
    ...(wants.has("committee") && { committee: ensemble("committee") }),
    ...(wants.has("labels") && { labels: Int32Array.from({ length: n }, (_, i) => i % classes) }),
    ...(wants.has("lastLayer") && {
      lastLayer: {
        weights: clustered(dimensions, classes, "layer"),
        bias: clustered(1, classes, "bias").data,
      },
    }),
    ...(wants.has("targets") && { targets: clustered(20, dimensions, "targets") }),
    ...(wants.has("avoid") && { avoid: clustered(20, dimensions, "avoid") }),
    ...(wants.has("detections") && { detections: detections("plain") }),
    ...(wants.has("boxEmbeddings") && {
      boxEmbeddings: clustered(n * shape.boxes, dimensions, "boxes", make),
    }),
    ...(wants.has("flippedDetections") && { flippedDetections: detections("flipped") }),
    ...(wants.has("noisyDetections") && { noisyDetections: several("noise") }),
    ...(wants.has("detectionPasses") && { detectionPasses: several("pass") }),
    ...(wants.has("heatMaps") && { heatMaps: heatMaps("maps") }),
    ...(wants.has("flippedHeatMaps") && { flippedHeatMaps: heatMaps("flipped") }),
    ...(wants.has("pointPasses") && {
      pointPasses: {
        members,
        rows: n,
        joints: shape.joints,
        data: clustered(members * n, 2 * shape.joints, "points").data,
      },
    }),
  };
  const request = {
    ids: Array.from({ length: n }, (_, i) => String(i)),
    labelled: Int32Array.from({ length: labelled }, (_, i) => items + i),
    candidates: Int32Array.from({ length: items }, (_, i) => i),
    batchSize: batch,
    key,
  };
  return { signals, request };

  /** Boxes at the same places but for a few pixels, whatever the name, with probabilities of its own. */
  function detections(name: string): Detections {
    const draw = generator(split(key, "boxes", name));
    const corners = new Float32Array(4 * n * shape.boxes);
    for (let box = 0; box < n * shape.boxes; box += 1) {
      const [x, y] = [((37 * box) % 251) + 8 * draw.uniform(), ((91 * box) % 239) + 8 * draw.uniform()];
      corners.set([x, y, x + 40, y + 30], 4 * box);
    }
    return {
      starts: Int32Array.from({ length: n + 1 }, (_, i) => i * shape.boxes),
      corners,
      probabilities: distributions(n * shape.boxes, classes + 1, `boxes ${name}`),
    };
  }

  function several(name: string): Detections[] {
    return Array.from({ length: members }, (_, member) => detections(`${name} ${member}`));
  }

  function heatMaps(name: string): HeatMaps {
    const side = Math.round(Math.sqrt(shape.cells));
    const { data } = clustered(n, shape.joints * side * side, name);
    return { rows: n, joints: shape.joints, height: side, width: side, data };
  }

  function ensemble(name: string): Ensemble {
    const data = new Float32Array(members * n * classes);
    for (let member = 0; member < members; member += 1)
      data.set(distributions(n, classes, `${name} ${member}`).data, member * n * classes);
    return { members, rows: n, cols: classes, data };
  }
}

/** Points around 50 centres, with half of the variance between them. */
function clustered(rows: number, cols: number, name: string, make: Kernels["matrix"] = matrix): Matrix {
  const draw = generator(split(key, name));
  const out = make(rows, cols);
  const centres = Float32Array.from({ length: CLUSTERS * cols }, () => draw.normal());
  const noise = Float32Array.from({ length: 65_537 }, () => draw.normal()); // a prime: rows do not repeat in step
  for (let i = 0; i < rows; i += 1) {
    const centre = draw.integer(CLUSTERS) * cols;
    let at = draw.integer(noise.length);
    for (let j = 0; j < cols; j += 1) {
      out.data[i * cols + j] = centres[centre + j] + noise[at];
      at = at + 1 === noise.length ? 0 : at + 1;
    }
  }
  return out;
}

function distributions(rows: number, classes: number, name: string): Matrix {
  const out = matrix(rows, classes);
  const draw = generator(split(key, name));
  for (let i = 0; i < rows; i += 1) {
    let sum = 0;
    for (let c = 0; c < classes; c += 1) sum += out.data[i * classes + c] = exponential(4 * draw.uniform());
    for (let c = 0; c < classes; c += 1) out.data[i * classes + c] /= sum;
  }
  return out;
}
