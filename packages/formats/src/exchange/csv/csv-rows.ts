/** The rows of a CSV file of labels. */
import type { ExchangedDataset, ExchangedImage } from "@querent/core";

type Cell = string | number;

const always = ["part", "width", "height", "who", "at"] as const;
const ofBoxes = ["labelled", "x1", "y1", "x2", "y2", "difficult", "crowd", "area"] as const;

/**
 * Classes: a row an image, with an empty label where there is none. Boxes: a row a box, and one row with an empty label
 * for an image without, where `labelled` is 1 if there is nothing in it and 0 if nobody has labelled it.
 */
export function csvRows({ task, classes, images }: ExchangedDataset): {
  header: readonly string[];
  rows: Iterable<readonly Cell[]>;
} {
  if (task === "classification")
    return { header: ["path", "label", ...always], rows: images.map((image) => classRow(image, classes)) };
  return {
    header: ["path", "label", ...ofBoxes, ...always],
    rows: (function* () {
      for (const image of images) yield* boxRows(image, classes);
    })(),
  };
}

function classRow(image: ExchangedImage, classes: readonly string[]): Cell[] {
  const { path, label } = image;
  return [path, label?.kind === "class" ? classes[label.class] : "", ...cellsOf(image)];
}

function boxRows(image: ExchangedImage, classes: readonly string[]): Cell[][] {
  const { path, label } = image;
  const rest = cellsOf(image);
  const boxes = label?.kind === "boxes" ? label.boxes : [];
  if (boxes.length === 0)
    return [[path, "", label === undefined ? 0 : 1, "", "", "", "", "", "", "", ...rest]];
  return boxes.map((box) => [
    path,
    classes[box.class],
    1,
    ...box.corners,
    box.difficult === true ? 1 : "",
    box.crowd === true ? 1 : "",
    box.area ?? "",
    ...rest,
  ]);
}

function cellsOf({ part, width, height, who, at }: ExchangedImage): Cell[] {
  return [part ?? "", width, height, who ?? "", at === undefined ? "" : new Date(at).toISOString()];
}
