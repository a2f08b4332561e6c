/** Opens a data set of poses, as arrays: one item a person, in the middle of a square. */
import type { AnnotatedImage, PoseDataset, PoseSplit, Skeleton, SkippedFile, TruePoses } from "@querent/core";
import { usualReference } from "@querent/core";
import { readPoses } from "@querent/formats";
import { decodeCrops, targetGeometry, uprightSize, type CropFile, type DecodedImages } from "@querent/images";
import { trainAndTest, type LoadAnnotatedOptions } from "./open-annotated.ts";

/** How to open a data set of poses. */
export interface LoadPosesOptions extends LoadAnnotatedOptions {
  /** Pixels a side of the square that is looked at; 64 unless given: four times as cheap as 128, and learned from faster. */
  readonly size?: number;
  /** The side of that square, in longer sides of the person's box; 1.25 unless given. */
  readonly context?: number;
  /** The side of the stored square, in sides of that square: room to turn, scale and shift; 1.5 unless given. */
  readonly margin?: number;
}

/** A data set, and what a person should be told about how it was read. */
export interface LoadedPoses {
  readonly dataset: PoseDataset;
  readonly notes: readonly string[];
}

interface Person {
  readonly image: AnnotatedImage<TruePoses>;
  readonly pose: number; // in the image
  readonly id: string;
}

/**
 * Reads poses of any format that `readPoses` reads. Each person whose joints are annotated is an item, a crowd is none;
 * its square is centred on the person's box and black outside the image. An item's id is its image's, followed by `#`
 * and the number of the person where the data set has an image of several. Persons of one image are one group, and no
 * images are parted that `group` joins. The stored squares have `round(size * margin)` pixels a side, one more if that
 * leaves an odd rest beside `size`.
 *
 * @throws when the folder is no such data set, an option does not suit, or no image of a part can be decoded
 */
export async function loadPoses(folder: string, options: LoadPosesOptions = {}): Promise<LoadedPoses> {
  const { group, abort } = options;
  checkOptions(options);
  const found = await readPoses(folder, { measure: uprightSize, group, abort });
  const { train, test, notes } = trainAndTest(found);
  const { name, skeleton, skipped } = found;
  const decoded = await decodePoses({ name, skeleton, train, test, skipped }, options);
  return { dataset: decoded.dataset, notes: [...found.notes, ...notes, ...decoded.notes] };
}

/** Annotated images in two parts, still files. */
export interface PoseFiles {
  readonly name: string;
  readonly skeleton: Skeleton;
  readonly train: readonly AnnotatedImage<TruePoses>[];
  readonly test: readonly AnnotatedImage<TruePoses>[];
  readonly skipped: readonly SkippedFile[];
}

/** Cuts out and decodes the people of both parts, as `loadPoses` says. @throws as it does */
export async function decodePoses(
  { name, skeleton, train, test, skipped }: PoseFiles,
  options: Omit<LoadPosesOptions, "group"> = {},
): Promise<LoadedPoses> {
  checkOptions(options);
  const { size = 64, context = 1.25, margin = 1.5, abort } = options;
  const several = [...train, ...test].some(({ truth }) => truth.count > 1);
  const people = { train: peopleOf(train, several), test: peopleOf(test, several) };
  const stored = storedSide(size, margin);
  const { channels } = await targetGeometry(train, { width: stored, height: stored });
  const total = people.train.length + people.test.length;
  const crop = (list: readonly Person[]): CropFile[] =>
    list.map(({ image, pose, id }) => ({
      id,
      file: image.file,
      crop: squareAround(image.truth.corners.subarray(4 * pose, 4 * pose + 4), (context * stored) / size),
    }));
  const decode = (files: readonly CropFile[], before: number): Promise<DecodedImages> =>
    decodeCrops(files, {
      side: stored,
      channels,
      cacheDir: options.cacheDir,
      abort,
      progress: (done) => options.progress?.(before + done, total),
    });
  const crops = { train: crop(people.train), test: crop(people.test) };
  const trainImages = await decode(crops.train, 0);
  const testImages = await decode(crops.test, people.train.length);
  return {
    dataset: {
      name,
      task: "pose",
      skeleton,
      side: size,
      train: splitOf(people.train, crops.train, trainImages, several),
      test: splitOf(people.test, crops.test, testImages, several),
      skipped: [...skipped, ...trainImages.skipped, ...testImages.skipped],
    },
    notes: [
      ...leftOut([...train, ...test], total),
      ...(usualReference(skeleton) === "torso"
        ? []
        : [
            "The skeleton has no left_shoulder and right_hip: PCK is measured in longer sides of the person's box, not in torsos.",
          ]),
      `Each person is looked at in ${size} x ${size} pixels, ${channels === 1 ? "grey" : "in colour"}, ` +
        `${context} times as wide as the longer side of the person's box.`,
      ...trainImages.warnings,
      ...testImages.warnings,
    ],
  };
}

function checkOptions({ size = 64, context = 1.25, margin = 1.5 }: LoadPosesOptions): void {
  if (!(Number.isInteger(size) && size >= 16 && size <= 1024))
    throw new Error(`size must be an integer in [16, 1024] pixels; got ${size}.`);
  for (const [name, value] of Object.entries({ context, margin }))
    if (!(value >= 1 && value <= 4)) throw new Error(`${name} must be in [1, 4]; got ${value}.`);
}

/** The stored side, so that the square looked at lies in its middle pixel by pixel. */
function storedSide(size: number, margin: number): number {
  const side = Math.round(size * margin);
  return (side - size) % 2 === 0 ? side : side + 1;
}

function peopleOf(images: readonly AnnotatedImage<TruePoses>[], several: boolean): Person[] {
  return images.flatMap((image) =>
    Array.from({ length: image.truth.count }, (_, pose) => pose)
      .filter((pose) => image.truth.ignored[pose] === 0)
      .map((pose) => ({ image, pose, id: several ? `${image.id}#${pose + 1}` : image.id })),
  );
}

function leftOut(images: readonly AnnotatedImage<TruePoses>[], kept: number): string[] {
  const ignored = images.reduce((sum, { truth }) => sum + truth.count, 0) - kept;
  const empty = images.filter(({ truth }) => truth.count === 0).length;
  const notes: string[] = [];
  if (ignored > 0) notes.push(`${ignored} people are crowds or have no annotated joint and are left out.`);
  if (empty > 0) notes.push(`${empty} images without a person are left out.`);
  return notes;
}

function squareAround(corners: Float64Array, factor: number): CropFile["crop"] {
  const [x1, y1, x2, y2] = corners;
  const side = factor * Math.max(x2 - x1, y2 - y1);
  return { left: (x1 + x2 - side) / 2, top: (y1 + y2 - side) / 2, side };
}

function splitOf(
  people: readonly Person[],
  files: readonly CropFile[],
  { pixels, kept }: DecodedImages,
  several: boolean,
): PoseSplit {
  const items = Array.from(kept, (i) => people[i]);
  const crops = Float64Array.from(
    Array.from(kept, (i) => files[i].crop).flatMap(({ left, top, side }) => [left, top, side / pixels.width]),
  );
  const grouped = several || items[0]?.image.group !== undefined;
  return {
    images: pixels,
    truth: items.map((person, i) => poseInCrop(person, crops.subarray(3 * i, 3 * i + 3))),
    crops,
    ids: items.map(({ id }) => id),
    ...(grouped ? { groups: items.map(({ image }) => image.group ?? image.id) } : {}),
  };
}

/** One pose in pixels of its square. Points that are not annotated stay (0, 0). */
function poseInCrop({ image: { truth }, pose }: Person, [left, top, scale]: Float64Array): TruePoses {
  const joints = truth.visibility.length / truth.count;
  const visibility = truth.visibility.slice(joints * pose, joints * (pose + 1));
  const moved = (value: number, i: number): number => (value - (i % 2 === 0 ? left : top)) / scale;
  return {
    count: 1,
    points: truth.points
      .slice(2 * joints * pose, 2 * joints * (pose + 1))
      .map((value, i) => (visibility[i >> 1] === 0 ? 0 : moved(value, i))),
    visibility,
    corners: truth.corners.slice(4 * pose, 4 * pose + 4).map(moved),
    areas: truth.areas.slice(pose, pose + 1).map((area) => area / (scale * scale)),
    ignored: truth.ignored.slice(pose, pose + 1),
    crowds: truth.crowds.slice(pose, pose + 1),
  };
}
