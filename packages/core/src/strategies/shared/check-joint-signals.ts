/** Checks the signals of a pose network. */

import { checkFinite } from "../../array/check-finite.ts";
import type { HeatMaps, PointPasses, SignalName, Signals } from "../contract.ts";

/** @throws when a shape disagrees, or a value of a candidate is not finite */
export function checkJointSignals(
  needed: ReadonlySet<SignalName>,
  { heatMaps, flippedHeatMaps, pointPasses }: Signals,
  ids: readonly string[],
  candidates: Int32Array,
): void {
  if (needed.has("heatMaps")) checkHeatMaps("heat maps", heatMaps!, ids, candidates);
  if (needed.has("flippedHeatMaps")) {
    const words = "heat maps of mirrored images";
    checkHeatMaps(words, flippedHeatMaps!, ids, candidates);
    if (needed.has("heatMaps")) checkSameShape(words, flippedHeatMaps!, heatMaps!);
  }
  if (needed.has("pointPasses")) checkPointPasses(pointPasses!, ids, candidates);
}

function checkHeatMaps(
  words: string,
  { rows, joints, height, width, data }: HeatMaps,
  ids: readonly string[],
  candidates: Int32Array,
): void {
  const values = joints * height * width;
  if (rows !== ids.length || data.length !== rows * values || !(values > 0)) {
    throw new RangeError(
      `The ${words} must be shaped (${ids.length} items, joints, height, width); got ${rows} x ${joints} x ${height} ` +
        `x ${width} in ${data.length} values. Compute them again for this pool.`,
    );
  }
  checkFinite(words, data, values, candidates, ids);
}

function checkSameShape(words: string, a: HeatMaps, b: HeatMaps): void {
  if (a.joints === b.joints && a.height === b.height && a.width === b.width) return;
  throw new RangeError(
    `The ${words} must have the shape of the others, ${b.joints} x ${b.height} x ${b.width} an item; got ` +
      `${a.joints} x ${a.height} x ${a.width}. Give maps of one model.`,
  );
}

function checkPointPasses(
  { members, rows, joints, data }: PointPasses,
  ids: readonly string[],
  candidates: Int32Array,
): void {
  const size = rows * joints * 2;
  if (members < 2)
    throw new RangeError(`The points of passes must be of at least two passes; got ${members}. Draw more.`);
  if (rows !== ids.length || data.length !== members * size || !(joints > 0)) {
    throw new RangeError(
      `The points of passes must be shaped (passes, ${ids.length} items, joints, 2); got ${members} x ${rows} x ` +
        `${joints} x 2 in ${data.length} values. Compute them again for this pool.`,
    );
  }
  for (let member = 0; member < members; member += 1)
    checkFinite(
      "points of passes",
      data.subarray(member * size, (member + 1) * size),
      2 * joints,
      candidates,
      ids,
    );
}
