/** What the readers of boxes and of poses give: plain data, with all that was repaired or left out told. */
import type { AnnotatedImage, Skeleton, SkippedFile, TrueBoxes, TruePoses } from "@querent/core";
import type { Repair } from "./repairs.ts";

/** The parts a data set may come in. */
export type PartName = "train" | "validation" | "test";

/** The formats of annotations that can be read. */
export type AnnotationFormat = "voc" | "coco" | "yolo";

/** A data set of annotated images; every image is in one part, and its id, a path inside the set, is in no other. */
export interface AnnotatedDataset<Truth> {
  readonly name: string; // the folder's own name
  readonly format: AnnotationFormat;
  readonly classes: readonly string[];
  readonly parts: {
    readonly train: readonly AnnotatedImage<Truth>[];
    readonly validation?: readonly AnnotatedImage<Truth>[];
    readonly test?: readonly AnnotatedImage<Truth>[];
  };
  readonly repairs: readonly Repair[];
  readonly notes: readonly string[]; // sentences for a person, those on the repairs among them
  readonly skipped: readonly SkippedFile[];
}

/** A data set of images with boxes. */
export type AnnotatedBoxes = AnnotatedDataset<TrueBoxes>;

/** A data set of images with poses of one skeleton. */
export interface AnnotatedPoses extends AnnotatedDataset<TruePoses> {
  readonly skeleton: Skeleton;
}

/** The size of an image in pixels, upright (after EXIF orientation). */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** How to read annotations. */
export interface ReadAnnotationsOptions {
  /** The upright size of an image file, found from the file itself; rejects where the file is no image. */
  readonly measure: (file: string) => Promise<ImageSize>;
  /** The group of an image by its id, the path inside the set; without it images stand alone. */
  readonly group?: (id: string) => string;
  readonly abort?: AbortSignal;
}
