/** Opens a labelled data set of any format that can be read, as arrays. */
import { keyFrom } from "@querent/core";
import type { ClassificationDataset, SkippedFile } from "@querent/core";
import {
  classificationSplit,
  detectFormat,
  readIdxDataset,
  scanClassFolders,
  splitByKey,
} from "@querent/formats";
import type { ClassFolders, LabelledFile } from "@querent/formats";
import { decodeAll, targetGeometry } from "@querent/images";
import type { DecodedImages, PixelGeometry } from "@querent/images";

/** How to open a data set. */
export interface LoadOptions {
  /** Images are brought to this many pixels a side; by default small images of one size stay as they are. IDX images stay anyway. */
  readonly size?: number;
  /** Where decoded pixels are kept: the user's cache folder unless given, false for nowhere. */
  readonly cacheDir?: string | false;
  readonly abort?: AbortSignal;
  /** Called as images are decoded. */
  readonly progress?: (done: number, total: number) => void;
}

/** A data set, and what a person should be told about how it was read. */
export interface LoadedDataset {
  readonly dataset: ClassificationDataset;
  readonly notes: readonly string[];
}

/**
 * Reads IDX files or class folders. A `validation` part joins neither training nor test and is named in the notes. A
 * data set without a test part has one drawn: a fifth of each class, by a key that depends on nothing but the items'
 * names, so that every replay of it has the same test images. Files that are no images are in `skipped`.
 *
 * @throws when the folder is no data set, `size` does not suit, or a class has no readable image
 */
export async function loadDataset(folder: string, options: LoadOptions = {}): Promise<LoadedDataset> {
  const { size } = options;
  checkSize(size);
  if (detectFormat(folder) === "idx") return openIdx(folder, size);
  const found = scanClassFolders(folder);
  const { train, test, notes } = partsOf(found);
  const { name, classes, skipped } = found;
  const decoded = await decodeClassification({ name, classes, train, test, skipped }, options);
  return { dataset: decoded.dataset, notes: [...notes, ...decoded.notes] };
}

/** Labelled images in two parts, still files. */
export interface ClassificationFiles {
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: readonly LabelledFile[];
  readonly test: readonly LabelledFile[];
  readonly skipped: readonly SkippedFile[];
}

/** Decodes the images of both parts to one size, as `loadDataset` says. @throws as it does */
export async function decodeClassification(
  files: ClassificationFiles,
  options: LoadOptions = {},
): Promise<LoadedDataset> {
  const { size } = options;
  checkSize(size);
  const { name, classes, train, test } = files;
  const geometry = await targetGeometry(train, size === undefined ? {} : { width: size, height: size });
  const total = train.length + test.length;
  const decode = (part: readonly LabelledFile[], before: number): Promise<DecodedImages> =>
    decodeAll(part, {
      ...geometry,
      cacheDir: options.cacheDir,
      abort: options.abort,
      progress: (done) => options.progress?.(before + done, total),
    });
  const trainImages = await decode(train, 0);
  const testImages = await decode(test, train.length);
  return {
    dataset: {
      name,
      classes,
      train: classificationSplit(train, trainImages, classes),
      test: classificationSplit(test, testImages, classes),
      skipped: [...files.skipped, ...trainImages.skipped, ...testImages.skipped],
    },
    notes: [sizeNote(geometry), ...trainImages.warnings, ...testImages.warnings],
  };
}

function checkSize(size: number | undefined): void {
  if (size !== undefined && !(Number.isInteger(size) && size >= 4 && size <= 1024))
    throw new Error(`size must be an integer in [4, 1024] pixels; got ${size}.`);
}

function openIdx(folder: string, size: number | undefined): LoadedDataset {
  const dataset = readIdxDataset(folder);
  const { height, width } = dataset.train.images;
  if (size !== undefined && (size !== height || size !== width))
    throw new Error(
      `size must be left out for IDX files, whose images are ${width} x ${height} already; got ${size}.`,
    );
  return { dataset, notes: [] };
}

function partsOf({ train, validation, test }: ClassFolders): {
  train: readonly LabelledFile[];
  test: readonly LabelledFile[];
  notes: string[];
} {
  const notes =
    validation === undefined ? [] : [`The validation part (${validation.length} images) is not used.`];
  if (test !== undefined) return { train, test, notes };
  const drawn = splitByKey(train, { key: keyFrom("test part") });
  return { train: drawn.train, test: drawn.test, notes: [...notes, drawn.report] };
}

function sizeNote({ width, height, channels }: PixelGeometry): string {
  return `Images are ${width} x ${height} pixels, ${channels === 1 ? "grey" : "in colour"}.`;
}
