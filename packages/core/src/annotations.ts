/** The plain shapes of what is in an image: boxes and poses, as a person drew them and as a model finds them. */

/**
 * Boxes of one image: corners in pixels of the upright image (after EXIF orientation), x to the right and y down from
 * its upper left corner, x1 < x2 and y1 < y2.
 */
export interface Boxes {
  readonly count: number;
  readonly corners: Float64Array; // (count, 4): x1, y1, x2, y2
  readonly classes: Int32Array; // (count), an index into the classes of the data set
}

/** The boxes of one image as they were annotated; an image without any is a valid negative. */
export interface TrueBoxes extends Boxes {
  readonly areas: Float64Array; // (count), square pixels: of the segment where the file has one, else of the box
  /** 1 where a box stands for a crowd (COCO), or is too hard to count (VOC's `difficult`): neither found nor missed. */
  readonly ignored: Uint8Array; // (count)
  /** 1 where an ignored box is a crowd, which any number of found boxes may match by the share of them inside it. */
  readonly crowds: Uint8Array; // (count)
}

/** The boxes that a model finds in one image. */
export interface FoundBoxes extends Boxes {
  readonly scores: Float64Array; // (count), higher = surer
}

/** The joints of a kind of pose, in the order of every list of points. */
export interface Skeleton {
  readonly joints: readonly string[];
  readonly bones: readonly (readonly [number, number])[]; // pairs of joints, from 0
  /** For each joint the one that it becomes in a mirrored image: itself, or its other side. */
  readonly mirrored: Int32Array; // (joints)
}

/** The poses of one image as they were annotated. */
export interface TruePoses {
  readonly count: number;
  readonly points: Float64Array; // (count, joints, 2): x, y in pixels of the upright image
  /** 0: not annotated, its point means nothing; 1: annotated though hidden; 2: annotated and seen. */
  readonly visibility: Uint8Array; // (count, joints)
  readonly corners: Float64Array; // (count, 4), the box of the person
  readonly areas: Float64Array; // (count), square pixels
  readonly ignored: Uint8Array; // (count), as in `TrueBoxes`
  readonly crowds: Uint8Array; // (count)
}

/** The poses that a model finds in one image. */
export interface FoundPoses {
  readonly count: number;
  readonly points: Float64Array; // (count, joints, 2): x, y in pixels of the upright image
  readonly jointScores: Float64Array; // (count, joints), higher = surer
  readonly scores: Float64Array; // (count)
}

/** An image file and what was annotated in it. `id` names it for ever; `group` is what it must not be parted from. */
export interface AnnotatedImage<Truth> {
  readonly id: string;
  readonly file: string; // where it can be read
  readonly width: number; // pixels, upright
  readonly height: number; // pixels, upright
  readonly truth: Truth;
  readonly group?: string;
}
