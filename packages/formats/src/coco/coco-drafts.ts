/** What COCO boxes and poses share: the images of each file with the annotations that belong to them. */
import { join } from "node:path";
import type { PartName } from "../annotated/annotated-dataset.ts";
import type { ImageDraft } from "../annotated/assemble-parts.ts";
import { fileFinder, pathInside } from "../annotated/find-file.ts";
import { countRepair, type RepairTally } from "../annotated/repairs.ts";
import { requireFolder } from "../require-folder.ts";
import { placeOf, readCocoFile, type CocoAnnotation, type CocoFile, type CocoId } from "./coco-file.ts";
import { findCoco, imageFolder, type CocoKind, type CocoPart } from "./find-coco.ts";

/** An annotation and where it stands. */
export interface PlacedAnnotation {
  readonly annotation: CocoAnnotation;
  readonly place: string;
}

/** An annotation file that was read, and its place among the parts. */
export interface OpenCoco extends CocoPart {
  readonly content: CocoFile;
}

/** Opens the annotation files of a COCO data set. Throws if there is none, or as `readCocoFile` does. */
export function openCoco(root: string, wanted: CocoKind): OpenCoco[] {
  requireFolder(root);
  const parts = findCoco(root, wanted);
  if (parts.length === 0)
    throw new Error(
      `${root} must hold annotations/${wanted}_train.json, and the same for test or val; there is none.`,
    );
  return parts.map((part) => ({ ...part, content: readCocoFile(part.file) }));
}

/**
 * The images of each part. `truthOf` is called for an image when its size is known. Annotations of images that a file
 * does not list are counted and left out.
 */
export function cocoDrafts<Truth>(
  root: string,
  files: readonly OpenCoco[],
  tally: RepairTally,
  truthOf: (file: OpenCoco, annotations: readonly PlacedAnnotation[]) => ImageDraft<Truth>["truth"],
): Partial<Record<PartName, ImageDraft<Truth>[]>> {
  const finder = fileFinder();
  const parts: Partial<Record<PartName, ImageDraft<Truth>[]>> = {};
  for (const open of files) {
    const { images } = open.content;
    const shown = pathInside(root, open.file);
    const byImage = cocoAnnotationsByImage(open.content, shown, tally);
    const folder =
      images.length === 0
        ? root
        : imageFolder(
            root,
            open,
            images.map((image) => image.file_name),
            finder,
          );
    parts[open.part] = images.map(({ id, file_name, width, height }) => {
      const file = finder.named(folder, file_name);
      return {
        id: pathInside(root, file ?? join(folder, file_name)),
        file,
        place: `${shown}, image ${id}`,
        stated: width === undefined || height === undefined ? undefined : { width, height },
        truth: truthOf(open, byImage.get(id) as PlacedAnnotation[]),
      };
    });
  }
  return parts;
}

/** The annotations of each image of a file; those of images that it does not list are counted. */
export function cocoAnnotationsByImage(
  { images, annotations }: CocoFile,
  shown: string,
  tally: RepairTally,
): Map<CocoId, PlacedAnnotation[]> {
  const byImage = new Map<CocoId, PlacedAnnotation[]>(images.map(({ id }) => [id, []]));
  annotations.forEach((annotation, i) => {
    const place = placeOf(shown, annotation, i);
    const list = byImage.get(annotation.image_id);
    if (list === undefined) countRepair(tally, "orphan", place);
    else list.push({ annotation, place });
  });
  return byImage;
}
