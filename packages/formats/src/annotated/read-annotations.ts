/** Reads annotated images of any format that can be read. */
import { readCocoBoxes } from "../coco/read-coco-boxes.ts";
import { readCocoPoses } from "../coco/read-coco-poses.ts";
import { readVocBoxes } from "../voc/read-voc-boxes.ts";
import type { AnnotatedBoxes, AnnotatedPoses, ReadAnnotationsOptions } from "./annotated-dataset.ts";
import { detectAnnotations } from "./detect-annotations.ts";

/** The boxes of a data set, by the reader of its format; throws as `detectAnnotations` and the readers do. */
export async function readBoxes(root: string, options: ReadAnnotationsOptions): Promise<AnnotatedBoxes> {
  return detectAnnotations(root) === "coco" ? readCocoBoxes(root, options) : readVocBoxes(root, options);
}

/** The poses of a data set, by the reader of its format; throws too where the format has none. */
export async function readPoses(root: string, options: ReadAnnotationsOptions): Promise<AnnotatedPoses> {
  if (detectAnnotations(root) === "coco") return readCocoPoses(root, options);
  throw new Error(`${root} is of Pascal VOC's format, from which only boxes are read: give poses as COCO.`);
}
