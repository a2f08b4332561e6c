/** The last step of every reader of exchange: sizes, classes by number, boxes put right, and what was done told. */
import type {
  BoxLabel,
  ExchangedDataset,
  ExchangedImage,
  Label,
  PoseLabel,
  Skeleton,
  SkippedFile,
} from "@querent/core";
import type { ImageSize } from "../annotated/annotated-dataset.ts";
import { countRepair, listRepairs, repairInWords, type RepairTally } from "../annotated/repairs.ts";
import { tidyBox } from "../annotated/tidy-box.ts";
import { compareNatural } from "../natural-order.ts";
import { ownArea } from "./box-area.ts";
import type { ExchangeReading, ReadExchangeOptions } from "./exchange-format.ts";
import type { FoundBox, FoundImage, FoundLabel, FoundLabels, FoundPose } from "./found-labels.ts";

const atOnce = 16; // images measured side by side

/**
 * The data set of what was found. An image is left out with a reason if its size cannot be known, or is not what the
 * file says, since its labels would lie elsewhere. Boxes are put right as by `tidyBox`; a pose whose box is nothing
 * keeps its joints. Of poses there is one kind of thing, whatever its name.
 *
 * @param root for errors
 * @throws if an image comes twice, naming both places, a label is of an unknown class, or a pose of another skeleton
 */
export async function assembleExchange(
  root: string,
  found: FoundLabels,
  options: ReadExchangeOptions,
): Promise<Omit<ExchangeReading, "format">> {
  if (found.images.length === 0 && found.skipped.length === 0)
    throw new Error(`${root} must name at least one image; it names none.`);
  refuseTwice(found.images);
  const sizes = await sizesOf(found.images, options);
  const skipped: SkippedFile[] = [...found.skipped];
  const kept: { image: FoundImage; size: ImageSize; label: FoundLabel | undefined }[] = [];
  for (const [i, image] of found.images.entries()) {
    const size = sizes[i];
    if (typeof size === "string") skipped.push({ file: image.path, reason: size });
    else kept.push({ image, size, label: image.label?.(size) });
  }
  const { task } = options;
  const skeleton = task === "pose" ? skeletonOf(root, found.skeleton, options.skeleton) : undefined;
  const names = kept.flatMap(({ label }) => (label === undefined ? [] : namesIn(label)));
  const classes = classesOf(found.classes, names, options);
  const numbers = new Map(classes.map((name, i) => [name, i]));
  const images = kept.map(({ image, size, label }): ExchangedImage => {
    const finished = label === undefined ? undefined : finish(label, numbers, skeleton, size, found.tally);
    return {
      path: image.path,
      width: size.width,
      height: size.height,
      ...(image.part !== undefined && { part: image.part }),
      ...(finished !== undefined && { label: finished }),
      ...(image.who !== undefined && { who: image.who }),
      ...(image.at !== undefined && { at: image.at }),
    };
  });
  const dataset: ExchangedDataset = { task, classes, ...(skeleton !== undefined && { skeleton }), images };
  const repairs = listRepairs(found.tally);
  const others = new Set((found.classes ?? []).filter((name) => !numbers.has(name)));
  return {
    dataset,
    repairs,
    skipped,
    notes: [
      ...found.notes,
      ...(others.size > 0 && task !== "pose"
        ? [`Classes that no image has and that are not asked for were left out: ${[...others].join(", ")}.`]
        : []),
      ...repairs.map(repairInWords),
    ],
  };
}

function refuseTwice(images: readonly FoundImage[]): void {
  const places = new Map<string, string>();
  for (const { path, place } of images) {
    const known = places.get(path);
    if (known !== undefined)
      throw new Error(
        `An image must be there once; ${path} is there twice (${known}; ${place}): remove one of them.`,
      );
    places.set(path, place);
  }
}

/** The size of each image, or the reason why there is none. */
async function sizesOf(
  images: readonly FoundImage[],
  { sizeOf, measure, abort }: ReadExchangeOptions,
): Promise<(ImageSize | string)[]> {
  const sizes = new Array<ImageSize | string>(images.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < images.length) {
      abort?.throwIfAborted();
      const i = next++;
      const { path, file, stated } = images[i];
      let actual = sizeOf?.(path);
      if (actual === undefined && file !== undefined && measure !== undefined)
        try {
          actual = await measure(file);
        } catch (error) {
          sizes[i] = `it is not an image that can be read: ${(error as Error).message.trim().split("\n")[0]}`;
          continue;
        }
      sizes[i] = agreed(actual, stated);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, images.length) }, work));
  return sizes;
}

function agreed(actual: ImageSize | undefined, stated: ImageSize | undefined): ImageSize | string {
  if (actual === undefined)
    return (
      stated ?? "its size is not known: the labels do not say it, and there is no such image to find it from"
    );
  if (stated === undefined || (stated.width === actual.width && stated.height === actual.height))
    return { width: actual.width, height: actual.height };
  return (
    `its labels are for an image of ${stated.width} x ${stated.height} pixels, the image is ${actual.width} x ` +
    `${actual.height}`
  );
}

function skeletonOf(root: string, found: Skeleton | undefined, asked: Skeleton | undefined): Skeleton {
  const skeleton = asked ?? found;
  if (skeleton === undefined)
    throw new Error(`${root} must say the joints of its poses; it does not: give the skeleton.`);
  if (found !== undefined && found.joints.join("\n") !== skeleton.joints.join("\n"))
    throw new Error(
      `The joints in ${root} must be ${skeleton.joints.join(", ")}; they are ${found.joints.join(", ")}.`,
    );
  return skeleton;
}

function namesIn(label: FoundLabel): string[] {
  if (label.kind === "class") return [label.name];
  return (label.kind === "boxes" ? label.boxes : label.poses).map(({ name }) => name);
}

function classesOf(
  listed: readonly string[] | undefined,
  used: readonly string[],
  { classes, task }: ReadExchangeOptions,
): readonly string[] {
  const all = classes ?? listed ?? [...new Set(used)].sort(compareNatural);
  return task === "pose" ? all.slice(0, 1) : all;
}

function finish(
  label: FoundLabel,
  numbers: ReadonlyMap<string, number>,
  skeleton: Skeleton | undefined,
  size: ImageSize,
  tally: RepairTally,
): Label {
  const numberOf = ({ name, place }: { name: string; place: string }): number => {
    const number = numbers.get(name);
    if (number === undefined)
      throw new Error(
        `${place}: the class "${name}" must be one of ${[...numbers.keys()].join(", ")}: add or rename it.`,
      );
    return number;
  };
  if (label.kind === "class") return { kind: "class", class: numberOf(label) };
  if (label.kind === "boxes")
    return { kind: "boxes", boxes: label.boxes.flatMap((box) => boxOf(box, numberOf(box), size, tally)) };
  return { kind: "poses", poses: label.poses.flatMap((pose) => poseOf(pose, skeleton!, size, tally)) };
}

function boxOf(box: FoundBox, number: number, size: ImageSize, tally: RepairTally): BoxLabel[] {
  const tidy = tidyBox(box.corners, size, tally, box.place);
  if (tidy === undefined) return [];
  const area = ownArea(box.area, box.corners);
  return [
    {
      class: number,
      corners: tidy.corners,
      ...(box.difficult === true && { difficult: true }),
      ...(box.crowd === true && { crowd: true }),
      ...(area !== undefined && { area: area * tidy.share }),
    },
  ];
}

function poseOf(pose: FoundPose, skeleton: Skeleton, size: ImageSize, tally: RepairTally): PoseLabel[] {
  if (pose.joints.length !== skeleton.joints.length)
    throw new Error(
      `${pose.place}: a pose must have the ${skeleton.joints.length} joints ${skeleton.joints.join(", ")}; it has ` +
        `${pose.joints.length}.`,
    );
  const joints = pose.joints.map(([x, y, v]) => (v === 0 ? ([0, 0, 0] as const) : ([x, y, v] as const)));
  for (const [x, y, v] of joints)
    if (v > 0 && (x < 0 || y < 0 || x > size.width || y > size.height))
      countRepair(tally, "jointOutside", pose.place);
  const tidy = pose.corners === undefined ? undefined : tidyBox(pose.corners, size, tally, pose.place);
  if (tidy === undefined && joints.every(([, , v]) => v === 0)) {
    countRepair(tally, "bare", pose.place);
    return [];
  }
  const area = pose.corners === undefined ? pose.area : ownArea(pose.area, pose.corners);
  return [
    {
      joints,
      ...(tidy !== undefined && { corners: tidy.corners }),
      ...(pose.crowd === true && { crowd: true }),
      ...(area !== undefined && { area: area * (tidy?.share ?? 1) }),
    },
  ];
}
