/** Reads annotated images of any format that can be read. */
import { readCocoBoxes } from "../coco/read-coco-boxes.ts";
import { readCocoPoses } from "../coco/read-coco-poses.ts";
import { readVocBoxes } from "../voc/read-voc-boxes.ts";
import { readYoloBoxes } from "../yolo/read-yolo-boxes.ts";
import { readYoloPoses } from "../yolo/read-yolo-poses.ts";
import type { AnnotatedBoxes, AnnotatedPoses, ReadAnnotationsOptions } from "./annotated-dataset.ts";
import { detectAnnotations } from "./detect-annotations.ts";

const boxReaders = { coco: readCocoBoxes, voc: readVocBoxes, yolo: readYoloBoxes } as const;

/** The boxes of a data set, by the reader of its format; rejects as `detectAnnotations` and the readers do. */
export async function readBoxes(root: string, options: ReadAnnotationsOptions): Promise<AnnotatedBoxes> {
  return boxReaders[detectAnnotations(root)](root, options);
}

/** The poses of a data set, by the reader of its format; rejects too where the format has none. */
export async function readPoses(root: string, options: ReadAnnotationsOptions): Promise<AnnotatedPoses> {
  const format = detectAnnotations(root);
  if (format === "coco") return readCocoPoses(root, options);
  if (format === "yolo") return readYoloPoses(root, options);
  throw new Error(
    `${root} is of Pascal VOC's format, from which only boxes are read: give poses as COCO or YOLO.`,
  );
}
