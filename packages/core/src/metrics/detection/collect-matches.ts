/** Matches found objects to true ones, class by class and image by image. */

import { placesByClass } from "./class-cells.ts";
import type { CocoProtocol } from "./coco-protocol.ts";
import type { MatchRule, ObjectCell } from "./match-objects.ts";
import type { ClassMatches, ObjectMatches } from "./object-matches.ts";

/** The true and the found objects of one image, whatever they are. */
export interface ImageObjects {
  readonly truthClasses: Int32Array;
  readonly truthAreas: ArrayLike<number>; // square pixels
  readonly ignored: ArrayLike<number>; // 1 where a truth is neither found nor missed
  readonly crowds: ArrayLike<number>; // 1 where any number of found objects may match a truth
  readonly foundClasses: Int32Array;
  readonly foundAreas: ArrayLike<number>; // square pixels
  readonly scores: Float64Array; // higher = surer
  /** How much found object d overlaps truth g, in [0, 1]. */
  overlap(d: number, g: number): number;
}

/** What is being gathered of one class; found objects in the order of images. */
interface Gathering {
  found: number;
  truths: number;
  readonly scores: Float64Array;
  readonly images: Int32Array;
  readonly ranks: Int32Array;
  readonly outcomes: Uint8Array;
  readonly truthImages: Int32Array;
  readonly counted: Uint8Array;
}

/** Matches the objects of all images by a rule, within their class. */
export function collectMatches(
  images: readonly ImageObjects[],
  classes: number,
  protocol: CocoProtocol,
  rule: MatchRule,
): ObjectMatches {
  const gathered = rooms(images, classes, protocol);
  const scratch: Scratch = { rule, overlaps: new Float64Array(0), taken: new Uint8Array(0) };
  for (let image = 0; image < images.length; image += 1) {
    const objects = images[image];
    const truths = placesByClass(objects.truthClasses);
    const found = placesByClass(objects.foundClasses, objects.scores);
    let g = 0;
    let d = 0;
    for (let c = 0; c < classes && (g < truths.length || d < found.length); c += 1) {
      const firstTruth = g;
      const firstFound = d;
      while (g < truths.length && objects.truthClasses[truths[g]] === c) g += 1;
      while (d < found.length && objects.foundClasses[found[d]] === c) d += 1;
      if (g === firstTruth && d === firstFound) continue;
      const mine = { truths: truths.subarray(firstTruth, g), found: found.subarray(firstFound, d) };
      gather(gathered[c], image, objects, mine, protocol, scratch);
    }
  }
  return {
    images: images.length,
    protocol,
    classes: gathered.map((room) => sortByScore(room, protocol)),
  };
}

/** Room for what there is of each class. */
function rooms(images: readonly ImageObjects[], classes: number, protocol: CocoProtocol): Gathering[] {
  const { areas, thresholds, most } = protocol;
  const truths = new Int32Array(classes);
  const found = new Int32Array(classes);
  const here = new Int32Array(classes);
  for (const { truthClasses, foundClasses } of images) {
    for (const c of truthClasses) truths[c] += 1;
    for (const c of foundClasses) if ((here[c] += 1) <= most[most.length - 1]) found[c] += 1;
    for (const c of foundClasses) here[c] = 0;
  }
  return Array.from({ length: classes }, (_, c) => ({
    found: 0,
    truths: 0,
    scores: new Float64Array(found[c]),
    images: new Int32Array(found[c]),
    ranks: new Int32Array(found[c]),
    outcomes: new Uint8Array(found[c] * areas.length * thresholds.length),
    truthImages: new Int32Array(truths[c]),
    counted: new Uint8Array(truths[c] * areas.length),
  }));
}

interface Scratch {
  readonly rule: MatchRule;
  overlaps: Float64Array;
  taken: Uint8Array;
}

/** Matches the objects of one class in one image, and writes down what became of them. */
function gather(
  room: Gathering,
  image: number,
  objects: ImageObjects,
  mine: { readonly truths: Int32Array; readonly found: Int32Array },
  { areas, thresholds, most }: CocoProtocol,
  scratch: Scratch,
): void {
  const truths = mine.truths.length;
  const found = Math.min(mine.found.length, most[most.length - 1]);
  const total = { found: room.scores.length, truths: room.truthImages.length };
  if (scratch.overlaps.length < found * truths) scratch.overlaps = new Float64Array(2 * found * truths);
  if (scratch.taken.length < truths) scratch.taken = new Uint8Array(2 * truths);
  const cell: ObjectCell = {
    found,
    truths,
    overlaps: scratch.overlaps,
    foundAreas: Float64Array.from({ length: found }, (_, d) => objects.foundAreas[mine.found[d]]),
    uncounted: new Uint8Array(truths),
    crowds: Uint8Array.from(mine.truths, (g) => objects.crowds[g]),
  };
  for (let d = 0; d < found; d += 1) {
    room.scores[room.found + d] = objects.scores[mine.found[d]];
    room.images[room.found + d] = image;
    room.ranks[room.found + d] = d;
    for (let g = 0; g < truths; g += 1)
      cell.overlaps[d * truths + g] = objects.overlap(mine.found[d], mine.truths[g]);
  }
  room.truthImages.fill(image, room.truths, room.truths + truths);
  for (let a = 0; a < areas.length; a += 1) {
    for (let g = 0; g < truths; g += 1) {
      const place = mine.truths[g];
      const area = objects.truthAreas[place];
      const outside = area < areas[a].from || area > areas[a].to;
      cell.uncounted[g] = outside || objects.ignored[place] === 1 || objects.crowds[place] === 1 ? 1 : 0;
      room.counted[a * total.truths + room.truths + g] = 1 - cell.uncounted[g];
    }
    for (let t = 0; t < thresholds.length; t += 1) {
      const at = (a * thresholds.length + t) * total.found + room.found;
      scratch.rule(cell, areas[a], thresholds[t], scratch.taken, room.outcomes, at);
    }
  }
  room.found += found;
  room.truths += truths;
}

/** The found objects of all images in one list, the surest first. */
function sortByScore(room: Gathering, { areas, thresholds }: CocoProtocol): ClassMatches {
  const { found, truths, scores, outcomes } = room;
  const order = new Int32Array(found);
  for (let i = 0; i < found; i += 1) order[i] = i;
  order.sort((a, b) => scores[b] - scores[a] || a - b);
  const sorted = new Uint8Array(outcomes.length);
  for (let s = 0; s < areas.length * thresholds.length; s += 1)
    for (let i = 0; i < found; i += 1) sorted[s * found + i] = outcomes[s * found + order[i]];
  return {
    found,
    scores: Float64Array.from(order, (i) => scores[i]),
    images: Int32Array.from(order, (i) => room.images[i]),
    ranks: Int32Array.from(order, (i) => room.ranks[i]),
    outcomes: sorted,
    truths,
    truthImages: room.truthImages,
    counted: room.counted,
  };
}
