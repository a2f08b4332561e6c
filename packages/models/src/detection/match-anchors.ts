/** Which anchors answer for which boxes. */
import type { TrueBoxes } from "@querent/core";
import type { Anchors } from "./anchors.ts";
import { encodeBox } from "./box-coding.ts";

/** The targets of a batch, one image after another; filled anew for each. */
export interface AnchorTargets {
  readonly classes: Int32Array; // (B, anchors), the class, or `background`
  readonly offsets: Float32Array; // (B, anchors, 4), from the anchor to its box; zeros where there is none
  /** 1 where an anchor answers for a box. */
  readonly positives: Float32Array; // (B, anchors)
  /** 1 where an anchor should see background; an anchor that is neither is on an ignored box and teaches nothing. */
  readonly negatives: Float32Array; // (B, anchors)
}

export function emptyTargets(batchSize: number, anchors: number): AnchorTargets {
  const all = batchSize * anchors;
  return {
    classes: new Int32Array(all),
    offsets: new Float32Array(4 * all),
    positives: new Float32Array(all),
    negatives: new Float32Array(all),
  };
}

/**
 * Writes the targets of one image. Each box takes the anchor that overlaps it most (of equals the first; an anchor is
 * taken by the box it overlaps most), then every anchor whose best box overlaps it by more than `threshold` answers for
 * that box: Liu et al. 2016, arXiv 1512.02325, section 2.2, matching strategy. Overlap is intersection over union.
 * Anchors left over that overlap an ignored box by more than `threshold` are neither positive nor negative.
 *
 * @param place the image's place in the batch
 * @param truth corners in pixels of an image of `width` x `height`
 */
export function matchAnchors(
  truth: TrueBoxes,
  { width, height }: { readonly width: number; readonly height: number },
  { count, boxes }: Anchors,
  background: number,
  threshold: number,
  targets: AnchorTargets,
  place: number,
): void {
  const first = place * count;
  targets.classes.fill(background, first, first + count);
  targets.offsets.fill(0, 4 * first, 4 * (first + count));
  targets.positives.fill(0, first, first + count);
  targets.negatives.fill(1, first, first + count);
  const best = new Float64Array(count);
  const bestBox = new Int32Array(count).fill(-1);
  const claimed: { anchor: number; overlap: number; box: number }[] = [];
  for (let box = 0; box < truth.count; box++) {
    const corners = sharesOf(truth.corners, box, width, height);
    let anchor = 0;
    let most = -1;
    for (let at = 0; at < count; at++) {
      const overlap = overlapWith(corners, boxes, 4 * at);
      if (truth.ignored[box] === 1) {
        if (overlap > threshold) targets.negatives[first + at] = 0;
        continue;
      }
      if (overlap > most) {
        most = overlap;
        anchor = at;
      }
      if (overlap > best[at]) {
        best[at] = overlap;
        bestBox[at] = box;
      }
    }
    if (truth.ignored[box] === 0) claimed.push({ anchor, overlap: most, box });
  }
  for (let at = 0; at < count; at++) if (best[at] <= threshold) bestBox[at] = -1;
  claimed.sort((a, b) => a.overlap - b.overlap || b.box - a.box); // the surest claim on an anchor comes last and stays
  for (const { anchor, box } of claimed) bestBox[anchor] = box;
  for (let at = 0; at < count; at++) {
    const box = bestBox[at];
    if (box < 0) continue;
    targets.classes[first + at] = truth.classes[box];
    targets.positives[first + at] = 1;
    targets.negatives[first + at] = 0;
    encodeBox(sharesOf(truth.corners, box, width, height), boxes, at, targets.offsets, 4 * (first + at));
  }
}

function sharesOf(corners: Float64Array, box: number, width: number, height: number): number[] {
  const at = 4 * box;
  return [corners[at] / width, corners[at + 1] / height, corners[at + 2] / width, corners[at + 3] / height];
}

function overlapWith([x1, y1, x2, y2]: readonly number[], anchors: Float32Array, at: number): number {
  const halfWidth = anchors[at + 2] / 2;
  const halfHeight = anchors[at + 3] / 2;
  const width = Math.min(x2, anchors[at] + halfWidth) - Math.max(x1, anchors[at] - halfWidth);
  if (width <= 0) return 0;
  const height = Math.min(y2, anchors[at + 1] + halfHeight) - Math.max(y1, anchors[at + 1] - halfHeight);
  if (height <= 0) return 0;
  const both = width * height;
  return both / ((x2 - x1) * (y2 - y1) + 4 * halfWidth * halfHeight - both);
}
