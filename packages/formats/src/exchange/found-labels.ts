/** What the readers of exchange formats find, before images are measured and classes numbered. */
import type { ExchangedImage, JointLabel, Skeleton, SkippedFile } from "@querent/core";
import type { ImageSize } from "../annotated/annotated-dataset.ts";
import type { RepairTally } from "../annotated/repairs.ts";
import type { Corners } from "../annotated/tidy-box.ts";

/** A box as a file has it. */
export interface FoundBox {
  readonly name: string; // of its class
  readonly corners: Corners; // pixels
  readonly place: string; // a file with a line or an id
  readonly difficult?: boolean;
  readonly crowd?: boolean;
  readonly area?: number;
}

/** A pose as a file has it. */
export interface FoundPose {
  readonly name: string;
  readonly joints: readonly JointLabel[]; // pixels, in the order of the skeleton
  readonly place: string;
  readonly corners?: Corners;
  readonly crowd?: boolean;
  readonly area?: number;
}

/** What a file says of an image. */
export type FoundLabel =
  | { readonly kind: "class"; readonly name: string; readonly place: string }
  | { readonly kind: "boxes"; readonly boxes: readonly FoundBox[] }
  | { readonly kind: "poses"; readonly poses: readonly FoundPose[] };

/** An image that a file names. */
export interface FoundImage {
  readonly path: string; // below the folder of images
  readonly place: string; // where it is named
  readonly file?: string; // absolute, where the image lies beside the labels
  readonly part?: ExchangedImage["part"];
  readonly stated?: ImageSize; // as the file has it
  readonly who?: string;
  readonly at?: number;
  /** What is said of it, once its size is known; without it nobody has labelled the image. */
  readonly label?: (size: ImageSize) => FoundLabel;
}

/** What was found. */
export interface FoundLabels {
  /** As the file lists them; undefined where it has no list. */
  readonly classes: readonly string[] | undefined;
  readonly skeleton?: Skeleton;
  readonly images: readonly FoundImage[];
  readonly tally: RepairTally;
  readonly notes: readonly string[];
  readonly skipped: readonly SkippedFile[];
}
