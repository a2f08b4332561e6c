/** What became of every found object, kept so that precision can be counted again for any choice of images. */

import type { CocoProtocol } from "./coco-protocol.ts";

/** The matches of one class over all images. A is the number of area ranges, T that of thresholds. */
export interface ClassMatches {
  readonly found: number;
  readonly scores: Float64Array; // (found), falling; equal ones in the order of images, then of the image's list
  readonly images: Int32Array; // (found), the image of each
  readonly ranks: Int32Array; // (found), how many of its image and class come before it
  readonly outcomes: Uint8Array; // (A, T, found): WRONG, RIGHT or UNCOUNTED
  readonly truths: number;
  readonly truthImages: Int32Array; // (truths), the image of each
  readonly counted: Uint8Array; // (A, truths), 1 where it counts in that range of areas
}

/** The matches of all classes. */
export interface ObjectMatches {
  readonly images: number;
  readonly protocol: CocoProtocol;
  readonly classes: readonly ClassMatches[];
}
