/** The last step of every reader: measures the images, drops those that cannot be had, and tells what was done. */
import { basename, resolve } from "node:path";
import type { AnnotatedImage, SkippedFile } from "@querent/core";
import type {
  AnnotatedDataset,
  AnnotationFormat,
  ImageSize,
  PartName,
  ReadAnnotationsOptions,
} from "./annotated-dataset.ts";
import { listRepairs, repairInWords, type RepairTally } from "./repairs.ts";

/** An image as a reader found it. */
export interface ImageDraft<Truth> {
  readonly id: string;
  readonly file: string | undefined; // where it can be read; undefined if it is not there
  readonly place: string; // where it is listed: a file and a line or an id
  readonly stated?: ImageSize; // as the annotation has it
  /** What is annotated in it, once its size is known. */
  readonly truth: (size: ImageSize) => Truth;
}

/** What a reader found. */
export interface FoundParts<Truth> {
  readonly root: string;
  readonly format: AnnotationFormat;
  readonly classes: readonly string[];
  readonly parts: Readonly<Partial<Record<PartName, readonly ImageDraft<Truth>[]>>>;
  readonly tally: RepairTally;
  readonly notes: readonly string[];
  readonly skipped: readonly SkippedFile[];
}

const atOnce = 16; // images measured side by side

/**
 * The data set of the images that can be had. Left out with a reason are an image that is not there or no image, and
 * one whose size is not what its annotation says, since its boxes would lie elsewhere (an annotation made before the
 * image was scaled or, where the sides are exchanged, before its EXIF orientation was applied).
 *
 * @throws if an id comes twice, there is no part to train on, a part has no image left, or the reason of `abort`
 */
export async function assembleParts<Truth>(
  found: FoundParts<Truth>,
  options: ReadAnnotationsOptions,
): Promise<AnnotatedDataset<Truth>> {
  refuseTwice(found.parts);
  const skipped = [...found.skipped];
  const parts: Partial<Record<PartName, AnnotatedImage<Truth>[]>> = {};
  for (const part of ["train", "validation", "test"] as const) {
    const drafts = found.parts[part];
    if (drafts !== undefined) parts[part] = await measureAll(found.root, part, drafts, options, skipped);
  }
  if (parts.train === undefined)
    throw new Error(
      `${found.root} must have a part to train on; it has only ${Object.keys(parts).join(", ")}.`,
    );
  const repairs = listRepairs(found.tally);
  return {
    name: basename(resolve(found.root)),
    format: found.format,
    classes: found.classes,
    parts: { ...parts, train: parts.train },
    repairs,
    notes: [...found.notes, ...repairs.map(repairInWords)],
    skipped,
  };
}

async function measureAll<Truth>(
  root: string,
  part: PartName,
  drafts: readonly ImageDraft<Truth>[],
  { measure, group, abort }: ReadAnnotationsOptions,
  skipped: SkippedFile[],
): Promise<AnnotatedImage<Truth>[]> {
  const sizes = new Array<ImageSize | string>(drafts.length); // a reason where there is no size
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < drafts.length) {
      abort?.throwIfAborted();
      const i = next++;
      sizes[i] = await sizeOrReason(drafts[i], measure);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const images: AnnotatedImage<Truth>[] = [];
  for (const [i, { id, file, truth }] of drafts.entries()) {
    const size = sizes[i];
    if (typeof size === "string") skipped.push({ file: id, reason: size });
    else
      images.push({
        id,
        file: file as string,
        ...size,
        truth: truth(size),
        ...(group === undefined ? {} : { group: group(id) }),
      });
  }
  if (images.length > 0) return images;
  const why = skipped.length === 0 ? "it lists none" : `${skipped.at(-1)!.file}: ${skipped.at(-1)!.reason}`;
  throw new Error(`The ${part} part of ${root} must have an image that can be used; it has none (${why}).`);
}

async function sizeOrReason<Truth>(
  { file, stated }: ImageDraft<Truth>,
  measure: ReadAnnotationsOptions["measure"],
): Promise<ImageSize | string> {
  if (file === undefined) return "the image file is missing";
  let size: ImageSize;
  try {
    const { width, height } = await measure(file);
    size = { width, height };
  } catch (error) {
    return `it is not an image that can be read: ${(error as Error).message.trim().split("\n")[0]}`;
  }
  if (stated === undefined || (stated.width === size.width && stated.height === size.height)) return size;
  return (
    `its annotation is for an image of ${stated.width} x ${stated.height} pixels, the file shows ` +
    `${size.width} x ${size.height}`
  );
}

function refuseTwice<Truth>(parts: FoundParts<Truth>["parts"]): void {
  const places = new Map<string, string>();
  for (const { id, place } of Object.values(parts).flat()) {
    const known = places.get(id);
    if (known !== undefined)
      throw new Error(
        `An image must be listed once; ${id} is listed twice (${known}; ${place}): remove one of them.`,
      );
    places.set(id, place);
  }
}
