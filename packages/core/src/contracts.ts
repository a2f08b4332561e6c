/** The plain shapes that cross Querent's rooms: arrays, keys, data sets. No classes, no I/O. */
import type { Skeleton, TrueBoxes, TruePoses } from "./annotations.ts";

/** A row-major matrix of 32-bit floats; row i is `data.subarray(i * cols, (i + 1) * cols)`. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array;
}

/** A keyed source of randomness: a path of names hashed to 128 bits. Split it by name; never share one stream. */
export type Key = readonly [number, number, number, number];

/** Images of one size as bytes, image after image, height x width x channels (channels last). */
export interface PixelSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Uint8Array; // (count, height, width, channels)
  /** What a frozen network made of each image, for learners that read features in place of pixels. */
  readonly features?: Matrix; // (count, d)
}

/** One split of a classification data set; `ids[i]` names item i for ever (its path inside the set, or its number). */
export interface ClassificationSplit {
  readonly images: PixelSet;
  readonly labels: Int32Array; // (count), an index into `classes`
  readonly ids: readonly string[];
}

/** A file that was left out, and why. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

/** A labelled classification data set with its own test part. */
export interface ClassificationDataset {
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: ClassificationSplit;
  readonly test: ClassificationSplit;
  readonly skipped: readonly SkippedFile[];
}

/** One split of a detection data set. Every image is stretched to one size, and its boxes with it. */
export interface DetectionSplit {
  readonly images: PixelSet;
  readonly truth: readonly TrueBoxes[]; // (count), corners and areas in pixels of `images`
  /** Pixels of the upright original for each pixel of `images`, along x and y. */
  readonly scale: Float64Array; // (count, 2)
  readonly ids: readonly string[];
  readonly groups?: readonly string[]; // (count), items of one group are not to be parted
}

/** A labelled detection data set with its own test part. */
export interface DetectionDataset {
  readonly name: string;
  readonly task: "detection";
  readonly classes: readonly string[];
  readonly train: DetectionSplit;
  readonly test: DetectionSplit;
  readonly skipped: readonly SkippedFile[];
}

/** One split of a pose data set: an item is one person, in the middle of a square cut from the image. */
export interface PoseSplit {
  readonly images: PixelSet; // square
  readonly truth: readonly TruePoses[]; // (count), one pose each, in pixels of `images`
  /** How pixel (u, v) of `images` lies in the upright original: x = left + u * scale, y = top + v * scale. */
  readonly crops: Float64Array; // (count, 3): left, top, scale
  readonly ids: readonly string[];
  readonly groups?: readonly string[]; // (count), items of one group are not to be parted
}

/** A labelled pose data set with its own test part. */
export interface PoseDataset {
  readonly name: string;
  readonly task: "pose";
  readonly skeleton: Skeleton;
  /** Pixels a side of the square in the middle of each image that is looked at; around it is room to turn and scale. */
  readonly side: number;
  readonly train: PoseSplit;
  readonly test: PoseSplit;
  readonly skipped: readonly SkippedFile[];
}

/** The part of an `AbortSignal` that is looked at between steps; an `AbortSignal` is one. */
export interface Abort {
  readonly aborted: boolean;
  readonly reason?: unknown;
}
