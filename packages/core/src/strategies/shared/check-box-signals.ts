/** Checks the signals of a detector. */

import type { Matrix } from "../../contracts.ts";
import { checkFinite } from "../../array/check-finite.ts";
import { joined } from "../../array/joined.ts";
import type { Detections, SignalName, Signals } from "../contract.ts";
import { checkDistribution } from "./check-distribution.ts";

/**
 * @param candidates rows whose boxes must be sound
 * @param labelled rows whose boxes must be sound too where `boxEmbeddings` is needed
 * @throws when a shape disagrees, a corner or a feature is not finite, corners are swapped, or a box's probabilities
 *   are none
 */
export function checkBoxSignals(
  needed: ReadonlySet<SignalName>,
  { detections, boxEmbeddings, flippedDetections, noisyDetections, detectionPasses }: Signals,
  ids: readonly string[],
  candidates: Int32Array,
  labelled: Int32Array,
): void {
  const wanted = needed.has("boxEmbeddings") ? joined(candidates, labelled) : candidates;
  if (needed.has("detections")) checkDetections("boxes found", detections!, ids, wanted);
  if (needed.has("boxEmbeddings")) checkBoxEmbeddings(boxEmbeddings!, detections!, ids, wanted);
  if (needed.has("flippedDetections"))
    checkLike("boxes found in mirrored images", flippedDetections!, detections, ids, candidates);
  if (needed.has("noisyDetections"))
    checkList("boxes found under noise", noisyDetections!, 1, detections, ids, candidates);
  if (needed.has("detectionPasses"))
    checkList("boxes found in passes", detectionPasses!, 2, detections, ids, candidates);
}

function checkList(
  words: string,
  list: readonly Detections[],
  least: number,
  like: Detections | undefined,
  ids: readonly string[],
  rows: Int32Array,
): void {
  if (list.length < least)
    throw new RangeError(
      `The ${words} must be a list of at least ${least} detections; got ${list.length}. Draw more.`,
    );
  for (const one of list) checkLike(words, one, like ?? list[0], ids, rows);
}

function checkLike(
  words: string,
  detections: Detections,
  like: Detections | undefined,
  ids: readonly string[],
  rows: Int32Array,
): void {
  checkDetections(words, detections, ids, rows);
  const { cols } = detections.probabilities;
  if (like !== undefined && like.probabilities.cols !== cols)
    throw new RangeError(
      `The ${words} must have the ${like.probabilities.cols} columns of probabilities that the others have; ` +
        `got ${cols}. Give boxes of one model.`,
    );
}

function checkDetections(
  words: string,
  { starts, corners, probabilities }: Detections,
  ids: readonly string[],
  rows: Int32Array,
): void {
  const boxes = probabilities.rows;
  const { cols, data } = probabilities;
  if (
    starts.length !== ids.length + 1 ||
    starts[0] !== 0 ||
    starts[ids.length] !== boxes ||
    starts.some((start, i) => i > 0 && start < starts[i - 1])
  ) {
    throw new RangeError(
      `The starts of the ${words} must be ${ids.length + 1} numbers, one for each item and one more, that rise from 0 ` +
        `to the ${boxes} boxes; got ${starts.length} from ${starts[0]} to ${starts[starts.length - 1]}. ` +
        "Find the boxes again for this pool.",
    );
  }
  if (corners.length !== 4 * boxes || data.length !== boxes * cols || cols < 2) {
    throw new RangeError(
      `The ${words} must have four corners and a probability for each class and the background for each box; got ` +
        `${corners.length} corners and ${data.length} probabilities in ${cols} columns for ${boxes} boxes.`,
    );
  }
  for (const item of rows) {
    for (let box = starts[item]; box < starts[item + 1]; box += 1) {
      checkCorners(words, corners, box, ids[item]);
      checkDistribution(`probabilities of the ${words}`, data, box * cols, (box + 1) * cols, ids[item]);
    }
  }
}

function checkCorners(words: string, corners: Float32Array, box: number, id: string): void {
  const four = corners.subarray(4 * box, 4 * box + 4);
  if (four.every(Number.isFinite) && four[0] <= four[2] && four[1] <= four[3]) return;
  throw new RangeError(
    `The corners of the ${words} of item "${id}" must be finite with x1 <= x2 and y1 <= y2; got ` +
      `${Array.from(four).join(", ")}. Give x1, y1, x2, y2.`,
  );
}

function checkBoxEmbeddings(
  { rows, cols, data }: Matrix,
  { starts }: Detections,
  ids: readonly string[],
  items: Int32Array,
): void {
  const boxes = starts[ids.length];
  if (rows !== boxes || data.length !== rows * cols || cols === 0)
    throw new RangeError(
      `The embeddings of boxes must have one row for each of the ${boxes} boxes and one column or more; got ${rows} ` +
        `rows of ${cols} in ${data.length} values. Compute them again for these boxes.`,
    );
  for (const item of items) {
    const wide = (starts[item + 1] - starts[item]) * cols;
    const from = starts[item] * cols;
    checkFinite("embeddings of boxes", data.subarray(from, from + wide), wide, [0], [ids[item]]);
  }
}
