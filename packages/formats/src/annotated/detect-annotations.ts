/** Tells which reader of annotations a folder is for. */
import { findCoco } from "../coco/find-coco.ts";
import { requireFolder } from "../require-folder.ts";
import { findVoc } from "../voc/find-voc.ts";
import type { AnnotationFormat } from "./annotated-dataset.ts";

/**
 * "coco" if there are annotation files of COCO's names, else "voc" if there are Annotations and JPEGImages; throws,
 * saying what is looked for, if neither.
 */
export function detectAnnotations(root: string): AnnotationFormat {
  requireFolder(root);
  if (findCoco(root, "instances").length > 0) return "coco";
  if (findVoc(root) !== undefined) return "voc";
  throw new Error(
    `${root} must hold annotations that can be read: annotations/instances_train.json or person_keypoints_train.json ` +
      `(COCO), or the folders Annotations and JPEGImages (Pascal VOC); it holds neither.`,
  );
}
