/** Makes of a data set what a format can hold of it, and counts what is lost. */
import type { ExchangedDataset, ExchangedImage, Label, Skeleton } from "@querent/core";
import { sidesByName } from "../annotated/mirrored-joints.ts";
import { compareNatural } from "../natural-order.ts";
import { checkDataset } from "./check-dataset.ts";
import type { ExchangeFormat, FormatHoldings } from "./exchange-format.ts";
import { fitBoxes, fitPoses } from "./fit-labels.ts";
import { classFolderPaths } from "./class-folders/class-folder-paths.ts";
import { checkOnePathEach } from "./one-path-each.ts";
import { countLoss, type LossTally } from "./losses.ts";

/** What a format holds of a data set. */
export interface FittedDataset {
  readonly dataset: ExchangedDataset;
  /** For each image of it the path that it had before. */
  readonly originals: readonly string[];
  readonly losses: LossTally;
}

/**
 * The data set as it is read again from a format, up to the format's error in coordinates, the numbers and the order of
 * images. Joints that are not annotated are at (0, 0), and an area that is the box's own is left out, whatever the
 * format.
 *
 * @throws if the format is not for the task, the data set is none, or it cannot be written without renaming something
 */
export function fitToFormat(format: ExchangeFormat, dataset: ExchangedDataset): FittedDataset {
  const { title, holds, tasks } = format;
  const { task, skeleton } = dataset;
  if (!tasks.includes(task))
    throw new Error(`${title} is for ${tasks.join(" and ")}; it has no place for ${task}.`);
  checkDataset(dataset);
  const losses: LossTally = new Map();
  const hasParts = dataset.images.some(({ part }) => part !== undefined);
  const fitted = dataset.images.flatMap((image) => {
    if (image.label !== undefined || holds.unlabelled.includes(task))
      return [{ original: image.path, image: fitImage(image, holds, hasParts, losses) }];
    countLoss(losses, "unlabelled");
    return [];
  });
  if (fitted.length === 0)
    throw new Error(
      `A data set must have an image that ${title} can hold, to be written; it has none: label one first.`,
    );
  const listed = fitClasses(
    dataset.classes,
    fitted.map(({ image }) => image),
    holds,
    losses,
  );
  const images = holds.paths ? listed.images : classFolderPaths(listed.classes, listed.images);
  if (format.labelsAt !== undefined)
    checkOnePathEach(
      title,
      images.map(({ path }) => path),
      format.labelsAt,
    );
  images.forEach(({ path }, i) => path !== fitted[i].original && countLoss(losses, "moved"));
  return {
    dataset: {
      task,
      classes: listed.classes,
      ...(task === "pose" && { skeleton: fitSkeleton(skeleton!, holds, losses) }),
      images,
    },
    originals: fitted.map(({ original }) => original),
    losses,
  };
}

function fitImage(
  image: ExchangedImage,
  holds: FormatHoldings,
  hasParts: boolean,
  losses: LossTally,
): ExchangedImage {
  const { path, number, width, height, label, who, at } = image;
  if ((who !== undefined || at !== undefined) && !holds.author) countLoss(losses, "author");
  const part = fitPart(image.part, holds, hasParts, losses);
  return {
    path,
    ...(number !== undefined && { number }),
    width,
    height,
    ...(part !== undefined && { part }),
    ...(label !== undefined && { label: fitLabel(label, image, holds, losses) }),
    ...(holds.author && who !== undefined && { who }),
    ...(holds.author && at !== undefined && { at }),
  };
}

function fitPart(
  part: ExchangedImage["part"],
  { parts }: FormatHoldings,
  hasParts: boolean,
  losses: LossTally,
): ExchangedImage["part"] {
  if (part !== undefined && parts === "no") {
    countLoss(losses, "part");
    return undefined;
  }
  if (part === undefined && (parts === "all" || (parts === "all or none" && hasParts))) {
    countLoss(losses, "withoutPart");
    return "train";
  }
  return part;
}

function fitLabel(label: Label, size: ExchangedImage, holds: FormatHoldings, losses: LossTally): Label {
  if (label.kind === "class") return label;
  if (label.kind === "boxes") return { kind: "boxes", boxes: fitBoxes(label.boxes, size, holds, losses) };
  return { kind: "poses", poses: fitPoses(label.poses, size, holds, losses) };
}

/** Without a list, the classes that are used, in natural order. */
function fitClasses(
  classes: readonly string[],
  images: readonly ExchangedImage[],
  { classList }: FormatHoldings,
  losses: LossTally,
): Pick<ExchangedDataset, "classes" | "images"> {
  if (classList) return { classes, images };
  const used = new Set(images.flatMap(({ label }) => (label === undefined ? [] : numbersIn(label))));
  const kept = [...used].sort((a, b) => a - b).map((number) => classes[number]);
  const sorted = kept.toSorted(compareNatural);
  countLoss(losses, "unusedClass", classes.length - kept.length);
  countLoss(losses, "classOrder", kept.filter((name, i) => name !== sorted[i]).length);
  const numberOf = (number: number): number => sorted.indexOf(classes[number]);
  return {
    classes: sorted,
    images: images.map((image) => {
      const { label } = image;
      if (label === undefined || label.kind === "poses") return image;
      if (label.kind === "class") return { ...image, label: { ...label, class: numberOf(label.class) } };
      const boxes = label.boxes.map((box) => ({ ...box, class: numberOf(box.class) }));
      return { ...image, label: { kind: "boxes", boxes } };
    }),
  };
}

function numbersIn(label: Label): number[] {
  if (label.kind === "class") return [label.class];
  return label.kind === "boxes" ? label.boxes.map((box) => box.class) : [0];
}

function fitSkeleton(skeleton: Skeleton, holds: FormatHoldings, losses: LossTally): Skeleton {
  const { joints, bones } = skeleton;
  if (!holds.bones) countLoss(losses, "bone", bones.length);
  const mirrored = holds.sides === "any" ? skeleton.mirrored : sidesByName(joints, "The skeleton");
  countLoss(losses, "side", joints.filter((_, i) => mirrored[i] !== skeleton.mirrored[i]).length);
  return { joints, bones: holds.bones ? bones : [], mirrored };
}
