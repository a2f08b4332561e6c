/** Opens a data set of images with boxes, as arrays. */
import type { AnnotatedImage, DetectionDataset, DetectionSplit, SkippedFile, TrueBoxes } from "@querent/core";
import { readBoxes } from "@querent/formats";
import { decodeAll, targetGeometry, uprightSize, type DecodedImages } from "@querent/images";
import { trainAndTest, type LoadAnnotatedOptions } from "./open-annotated.ts";

/** How to open a data set of boxes. */
export interface LoadDetectionOptions extends LoadAnnotatedOptions {
  /** The longer side of the images in pixels; 320 unless given. */
  readonly size?: number;
}

/** A data set, and what a person should be told about how it was read. */
export interface LoadedDetection {
  readonly dataset: DetectionDataset;
  readonly notes: readonly string[];
}

/**
 * Reads boxes of any format that `readBoxes` reads. All images are stretched to one size: the aspect ratio that most
 * of the training part have, the longer side `size` pixels; boxes and areas are scaled with them. See `trainAndTest` for the parts.
 *
 * @throws when the folder is no such data set, `size` does not suit, or no image of a part can be decoded
 */
export async function loadDetection(
  folder: string,
  options: LoadDetectionOptions = {},
): Promise<LoadedDetection> {
  const { size = 320, group, abort } = options;
  checkSize(size);
  const found = await readBoxes(folder, { measure: uprightSize, group, abort });
  const { train, test, notes } = trainAndTest(found);
  const { name, classes, skipped } = found;
  const decoded = await decodeDetection({ name, classes, train, test, skipped }, options);
  return { dataset: decoded.dataset, notes: [...found.notes, ...notes, ...decoded.notes] };
}

/** Annotated images in two parts, still files. */
export interface DetectionFiles {
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: readonly AnnotatedImage<TrueBoxes>[];
  readonly test: readonly AnnotatedImage<TrueBoxes>[];
  readonly skipped: readonly SkippedFile[];
}

/** Decodes the images of both parts to one size, as `loadDetection` says. @throws as it does */
export async function decodeDetection(
  files: DetectionFiles,
  options: Omit<LoadDetectionOptions, "group"> = {},
): Promise<LoadedDetection> {
  const { size = 320, abort } = options;
  checkSize(size);
  const { train, test } = files;
  const { width, height, ratio } = commonShape(train, size);
  const { channels } = await targetGeometry(train, { width, height });
  const total = train.length + test.length;
  const alike = [...train, ...test].filter((image) => image.height / image.width === ratio).length;
  const decode = (images: readonly AnnotatedImage<TrueBoxes>[], before: number): Promise<DecodedImages> =>
    decodeAll(images, {
      width,
      height,
      channels,
      fit: "fill",
      cacheDir: options.cacheDir,
      abort,
      progress: (done) => options.progress?.(before + done, total),
    });
  const trainImages = await decode(train, 0);
  const testImages = await decode(test, train.length);
  const dataset: DetectionDataset = {
    name: files.name,
    task: "detection",
    classes: files.classes,
    train: splitOf(train, trainImages),
    test: splitOf(test, testImages),
    skipped: [...files.skipped, ...trainImages.skipped, ...testImages.skipped],
  };
  return {
    dataset,
    notes: [
      ...unseenClasses(dataset),
      `Images are ${width} x ${height} pixels, ${channels === 1 ? "grey" : "in colour"}` +
        (alike < total ? `; ${total - alike} of ${total} have another shape and are stretched.` : "."),
      ...trainImages.warnings,
      ...testImages.warnings,
    ],
  };
}

function checkSize(size: number): void {
  if (!(Number.isInteger(size) && size >= 32 && size <= 4096))
    throw new Error(`size must be an integer in [32, 4096] pixels; got ${size}.`);
}

/** The size whose longer side is `size`, of the aspect ratio that most images have (of equally many, the first). */
function commonShape(
  images: readonly AnnotatedImage<TrueBoxes>[],
  size: number,
): { width: number; height: number; ratio: number } {
  const counts = new Map<number, number>(); // by height / width
  for (const { width, height } of images) counts.set(height / width, (counts.get(height / width) ?? 0) + 1);
  const [ratio] = [...counts].reduce((best, next) => (next[1] > best[1] ? next : best));
  const shorter = (share: number): number => Math.max(1, Math.round(size * share));
  return ratio <= 1
    ? { width: size, height: shorter(ratio), ratio }
    : { width: shorter(1 / ratio), height: size, ratio };
}

function splitOf(
  images: readonly AnnotatedImage<TrueBoxes>[],
  { pixels, kept }: DecodedImages,
): DetectionSplit {
  const items = Array.from(kept, (i) => images[i]);
  const scale = Float64Array.from(
    items.flatMap(({ width, height }) => [width / pixels.width, height / pixels.height]),
  );
  return {
    images: pixels,
    truth: items.map(({ truth }, i) => scaleBoxes(truth, scale[2 * i], scale[2 * i + 1])),
    scale,
    ids: items.map(({ id }) => id),
    ...(items[0]?.group === undefined ? {} : { groups: items.map(({ group }) => group as string) }),
  };
}

/** The boxes in units of `across` x `down` pixels. */
function scaleBoxes(truth: TrueBoxes, across: number, down: number): TrueBoxes {
  return {
    ...truth,
    corners: truth.corners.map((value, i) => value / (i % 2 === 0 ? across : down)),
    areas: truth.areas.map((area) => area / (across * down)),
  };
}

function unseenClasses({ classes, train }: DetectionDataset): string[] {
  const seen = new Set(train.truth.flatMap((truth) => [...truth.classes]));
  const unseen = classes.filter((_, i) => !seen.has(i));
  return unseen.length === 0
    ? []
    : [`No box of the training part is of ${unseen.map((name) => `"${name}"`).join(", ")}.`];
}
