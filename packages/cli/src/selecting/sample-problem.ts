/** Small random samples of a selection, on which its cost is measured. */
import {
  boxesOf,
  keyFrom,
  row,
  sample,
  split,
  takeDetections,
  takeRows,
  type Ensemble,
  type HeatMaps,
  type Matrix,
  type PointPasses,
  type SelectionRequest,
  type SelectionSize,
  type Signals,
} from "@querent/core";

/** A selection: signals of a whole pool, and what is asked. */
export interface Problem {
  readonly signals: Signals;
  readonly request: SelectionRequest;
}

/** `items` candidates and `labelled` labelled items of a problem, drawn at random, for a batch of `batch`; `rows` are
 * their places in the whole. */
export function sampleProblem(
  { signals, request }: Problem,
  { items, labelled, batch }: Pick<SelectionSize, "items" | "labelled" | "batch">,
): Problem & { readonly rows: Int32Array } {
  const key = keyFrom("rehearsal");
  const drawn = (rows: Int32Array, count: number, name: string): Int32Array =>
    sample(split(key, name), rows.length, count).map((place) => rows[place]);
  const rows = new Int32Array(items + labelled);
  rows.set(drawn(request.candidates, items, "candidates"));
  rows.set(drawn(request.labelled, labelled, "labelled"), items);
  return {
    rows,
    signals: rowsOfSignals(signals, rows),
    request: {
      ...request,
      ids: Array.from(rows, (at) => request.ids[at]),
      candidates: Int32Array.from({ length: items }, (_, i) => i),
      labelled: Int32Array.from({ length: labelled }, (_, i) => items + i),
      batchSize: batch,
    },
  };
}

function rowsOfSignals(signals: Signals, rows: Int32Array): Signals {
  const { probabilities, embeddings, predictedLoss, passes, committee, labels } = signals;
  const { detections, boxEmbeddings, flippedDetections, noisyDetections, detectionPasses } = signals;
  const { heatMaps, flippedHeatMaps, pointPasses } = signals;
  return {
    ...signals,
    ...(probabilities && { probabilities: takeRows(probabilities, rows) }),
    ...(embeddings && { embeddings: sharedRows(embeddings, rows) }),
    ...(predictedLoss && { predictedLoss: Float32Array.from(rows, (at) => predictedLoss[at]) }),
    ...(passes && { passes: rowsOfEnsemble(passes, rows) }),
    ...(committee && { committee: rowsOfEnsemble(committee, rows) }),
    ...(labels && { labels: Int32Array.from(rows, (at) => labels[at]) }),
    ...(detections && { detections: takeDetections(detections, rows) }),
    ...(boxEmbeddings &&
      detections && { boxEmbeddings: takeRows(boxEmbeddings, boxesOf(detections.starts, rows)) }),
    ...(flippedDetections && { flippedDetections: takeDetections(flippedDetections, rows) }),
    ...(noisyDetections && { noisyDetections: noisyDetections.map((one) => takeDetections(one, rows)) }),
    ...(detectionPasses && { detectionPasses: detectionPasses.map((one) => takeDetections(one, rows)) }),
    ...(heatMaps && { heatMaps: rowsOfMaps(heatMaps, rows) }),
    ...(flippedHeatMaps && { flippedHeatMaps: rowsOfMaps(flippedHeatMaps, rows) }),
    ...(pointPasses && { pointPasses: rowsOfPoints(pointPasses, rows) }),
  };
}

/** As `takeRows`, in shared memory if the matrix is, so that threads find the sample as they find the whole. */
function sharedRows(of: Matrix, rows: Int32Array): Matrix {
  if (!(of.data.buffer instanceof SharedArrayBuffer)) return takeRows(of, rows);
  const data = new Float32Array(new SharedArrayBuffer(4 * rows.length * of.cols));
  rows.forEach((from, to) => data.set(row(of, from), to * of.cols));
  return { rows: rows.length, cols: of.cols, data };
}

function rowsOfMaps(maps: HeatMaps, rows: Int32Array): HeatMaps {
  const cols = maps.joints * maps.height * maps.width;
  return {
    ...maps,
    rows: rows.length,
    data: takeRows({ rows: maps.rows, cols, data: maps.data }, rows).data,
  };
}

function rowsOfPoints(points: PointPasses, rows: Int32Array): PointPasses {
  const { data } = rowsOfEnsemble({ ...points, cols: 2 * points.joints }, rows);
  return { ...points, rows: rows.length, data };
}

function rowsOfEnsemble({ members, rows, cols, data }: Ensemble, wanted: Int32Array): Ensemble {
  const out = new Float32Array(members * wanted.length * cols);
  for (let member = 0; member < members; member += 1) {
    const part = { rows, cols, data: data.subarray(member * rows * cols, (member + 1) * rows * cols) };
    out.set(takeRows(part, wanted).data, member * wanted.length * cols);
  }
  return { members, rows: wanted.length, cols, data: out };
}
