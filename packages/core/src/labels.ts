/** What a person says of an image: the shapes that formats, the store, the loop and the studio share. */
import type { Skeleton } from "./annotations.ts";

/** A box as a person drew it: corners in pixels of the upright image, as in `Boxes`. */
export interface BoxLabel {
  readonly class: number;
  readonly corners: readonly [x1: number, y1: number, x2: number, y2: number];
  /** Too hard to count (Pascal VOC's `difficult`). */
  readonly difficult?: true;
  /** Stands for many objects (COCO's `iscrowd`). */
  readonly crowd?: true;
  /** Square pixels of the segment, where a file said so; else the area is the box's. */
  readonly area?: number;
}

/** A joint: x and y in pixels of the upright image; visibility 0 not annotated, 1 hidden, 2 seen (COCO's `v`). */
export type JointLabel = readonly [x: number, y: number, visibility: 0 | 1 | 2];

/** A pose, its joints in the order of the skeleton. */
export interface PoseLabel {
  readonly joints: readonly JointLabel[];
  /** The box of the person, where there is one. */
  readonly corners?: readonly [x1: number, y1: number, x2: number, y2: number];
  readonly crowd?: true;
  readonly area?: number;
}

/** What an image shows; no boxes or no poses say that there are none, which is a label like any other. */
export type Label =
  | { readonly kind: "class"; readonly class: number }
  | { readonly kind: "boxes"; readonly boxes: readonly BoxLabel[] }
  | { readonly kind: "poses"; readonly poses: readonly PoseLabel[] };

/** What a person may answer when asked for an image. `cleared` takes the person's earlier answer back. */
export type Answer =
  Label | { readonly kind: "skipped" } | { readonly kind: "unsure" } | { readonly kind: "cleared" };

/** An image of a data set that goes from tool to tool. */
export interface ExchangedImage {
  /** The path below the folder of images, with `/` between its parts, whatever the system. */
  readonly path: string;
  /** The number that formats which number images (COCO) give it, from 1; all of a data set have one, or none. */
  readonly number?: number;
  readonly width: number; // pixels, upright (after EXIF orientation)
  readonly height: number;
  readonly part?: "train" | "validation" | "test";
  /** Undefined where nobody has labelled the image. */
  readonly label?: Label;
  readonly who?: string;
  readonly at?: number; // milliseconds since 1970, UTC
}

/** A labelled data set as formats read and write it; `class` of a label is an index into `classes`. */
export interface ExchangedDataset {
  readonly task: "classification" | "detection" | "pose";
  readonly classes: readonly string[]; // of poses: the one kind of thing that has the skeleton
  readonly skeleton?: Skeleton; // of poses
  readonly images: readonly ExchangedImage[];
}
