/** The plain shapes that cross Querent's rooms: arrays, keys, data sets. No classes, no I/O. */

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

/** The part of an `AbortSignal` that is looked at between steps; an `AbortSignal` is one. */
export interface Abort {
  readonly aborted: boolean;
  readonly reason?: unknown;
}
