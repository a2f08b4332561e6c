/** Reads the boxes of a COCO data set. */
import { resolve } from "node:path";
import { assembleParts } from "../annotated/assemble-parts.ts";
import type { AnnotatedBoxes, ImageSize, ReadAnnotationsOptions } from "../annotated/annotated-dataset.ts";
import { packBoxes, type OneBox } from "../annotated/pack-truth.ts";
import type { RepairTally } from "../annotated/repairs.ts";
import { tidyBox } from "../annotated/tidy-box.ts";
import { cocoDrafts, openCoco, type OpenCoco, type PlacedAnnotation } from "./coco-drafts.ts";
import type { CocoAnnotation, CocoId } from "./coco-file.ts";

/**
 * The boxes of the annotation files that `findCoco` finds. A `bbox` x, y, width, height is the corners x, y, x + width,
 * y + height as they stand; the area is the file's (of the segment), less the share that clipping takes, or the box's
 * where the file has none. Classes are in the order of the training file's categories, by name in every part.
 * `iscrowd` marks a box as a crowd and as ignored. See docs/data-formats.md for what becomes of bad input.
 *
 * @throws if there are no such files, one is malformed, or a part has a category that the training part lacks
 */
export async function readCocoBoxes(
  folder: string,
  options: ReadAnnotationsOptions,
): Promise<AnnotatedBoxes> {
  const root = resolve(folder);
  const files = openCoco(root, "instances");
  const classes = (files.find(({ part }) => part === "train") ?? files[0]).content.categories.map(
    ({ name }) => name,
  );
  const tally: RepairTally = new Map();
  const maps = new Map(files.map((open) => [open, classMap(open, classes)]));
  const truthOf = (open: OpenCoco, list: readonly PlacedAnnotation[]) => (size: ImageSize) =>
    packBoxes(
      list.flatMap(({ annotation, place }) => {
        const box = cocoBox(annotation, size, tally, place);
        const index = maps.get(open)!.get(annotation.category_id) as number;
        return box === undefined ? [] : [{ ...box, class: index }];
      }),
    );
  const parts = cocoDrafts(root, files, tally, truthOf);
  return assembleParts({ root, format: "coco", classes, parts, tally, notes: [], skipped: [] }, options);
}

/** The box of an annotation inside its image, without its class; undefined, and counted, if nothing of it is left. */
export function cocoBox(
  { bbox: [x, y, width, height], area, iscrowd }: CocoAnnotation,
  size: ImageSize,
  tally: RepairTally,
  place: string,
): Omit<OneBox, "class"> | undefined {
  const box = tidyBox([x, y, x + width, y + height], size, tally, place);
  if (box === undefined) return undefined;
  const crowd = iscrowd === 1 || iscrowd === true;
  const own = Math.abs(width * height);
  return {
    corners: box.corners,
    area: box.share * (area !== undefined && area > 0 ? area : own),
    ignored: crowd,
    crowd,
  };
}

function classMap({ content }: OpenCoco, classes: readonly string[]): Map<CocoId, number> {
  return new Map(
    content.categories.map(({ id, name }) => {
      const index = classes.indexOf(name);
      if (index < 0)
        throw new Error(
          `${content.file}: the category "${name}" must be one of the training part's (${classes.join(", ")}).`,
        );
      return [id, index];
    }),
  );
}
