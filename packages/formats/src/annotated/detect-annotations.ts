/** Tells which reader of annotations a folder is for. */
import { findCoco } from "../coco/find-coco.ts";
import { requireFolder } from "../require-folder.ts";
import { findVoc } from "../voc/find-voc.ts";
import { findYolo } from "../yolo/find-yolo.ts";
import type { AnnotationFormat } from "./annotated-dataset.ts";

/**
 * "coco" if there are annotation files of COCO's names, else "voc" if there are Annotations and JPEGImages, else "yolo"
 * if there is a description with names, or images with labels beside them; throws, saying what is looked for, if none.
 */
export function detectAnnotations(root: string): AnnotationFormat {
  requireFolder(root);
  if (findCoco(root, "instances").length > 0) return "coco";
  if (findVoc(root) !== undefined) return "voc";
  if (findYolo(root) !== undefined) return "yolo";
  throw new Error(
    `${root} must hold annotations that can be read: annotations/instances_train.json or person_keypoints_train.json ` +
      `(COCO), the folders Annotations and JPEGImages (Pascal VOC), or a data.yaml with names, or images/train and ` +
      `labels/train (YOLO); it holds none of these.`,
  );
}
