/** Joins the list of labelled files with the pixels that could be decoded from them. */
import type { ClassificationSplit, PixelSet } from "@querent/core";
import type { LabelledFile } from "./class-folders.ts";

/** The images that decoded, in order, and which of the files each came from. */
export interface DecodedFiles {
  readonly pixels: PixelSet;
  readonly kept: Int32Array; // (pixels.count), indices into the files
}

/**
 * The split made of the files that decoded, with their labels and ids.
 * Throws, naming the class, if a class that had files has none left.
 */
export function classificationSplit(
  files: readonly LabelledFile[],
  { pixels, kept }: DecodedFiles,
  classes: readonly string[],
): ClassificationSplit {
  const labels = Int32Array.from(kept, (i) => files[i].label);
  const left = new Set(labels);
  const lost = files.find(({ label }) => !left.has(label));
  if (lost !== undefined)
    throw new Error(
      `None of the images of the class "${classes[lost.label]}" could be read (${lost.id} was the first).`,
    );
  return { images: pixels, labels, ids: Array.from(kept, (i) => files[i].id) };
}
