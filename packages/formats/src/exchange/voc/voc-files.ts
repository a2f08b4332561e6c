/** The files of a Pascal VOC data set. */
import { posix } from "node:path";
import type { BoxLabel, ExchangedDataset, ExchangedImage } from "@querent/core";
import { stemOf } from "../../annotated/find-file.ts";
import type { LabelFile } from "../exchange-format.ts";
import { byPart } from "../part-names.ts";
import { xmlText } from "../xml-text.ts";

/**
 * An annotation for every image, in the folder of `Annotations` that the image is in below `JPEGImages`, and a list of the
 * images of each part, `default` of those without. Corners are written as `readVocBoxes` reads them, xmin = x1 + 1 and
 * xmax = x2, with decimals where they have some: reading takes the 1 off again, which is exact for whole numbers and
 * halves and within 1e-12 of the side for others.
 */
export function* vocFiles({ classes, images }: ExchangedDataset): Generator<LabelFile> {
  for (const [part, own] of byPart(images, "default"))
    yield { path: `ImageSets/Main/${part}.txt`, text: own.map(({ path }) => `${stemOfPath(path)}\n`) };
  for (const image of images) yield { path: vocLabelsAt(image.path), text: annotationOf(image, classes) };
}

/** The annotation of an image. */
export function vocLabelsAt(path: string): string {
  return `Annotations/${stemOfPath(path)}.xml`;
}

function stemOfPath(path: string): string {
  return posix.join(posix.dirname(path), stemOf(posix.basename(path)));
}

function* annotationOf(
  { path, width, height, label }: ExchangedImage,
  classes: readonly string[],
): Generator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<annotation>\n  <folder>JPEGImages</folder>\n`;
  yield `  <filename>${xmlText(path)}</filename>\n`;
  yield `  <size><width>${width}</width><height>${height}</height><depth>3</depth></size>\n`;
  yield `  <segmented>0</segmented>\n`;
  for (const box of label?.kind === "boxes" ? label.boxes : []) yield objectOf(box, classes[box.class]);
  yield "</annotation>\n";
}

function objectOf({ corners: [x1, y1, x2, y2], difficult }: BoxLabel, name: string): string {
  return (
    `  <object>\n    <name>${xmlText(name)}</name>\n    <pose>Unspecified</pose>\n    <truncated>0</truncated>\n` +
    `    <difficult>${difficult === true ? 1 : 0}</difficult>\n` +
    `    <bndbox><xmin>${x1 + 1}</xmin><ymin>${y1 + 1}</ymin><xmax>${x2}</xmax><ymax>${y2}</ymax></bndbox>\n` +
    `  </object>\n`
  );
}
