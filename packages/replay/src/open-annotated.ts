/** What loading boxes and loading poses share: the images to train on, the images to test on, and how they came about. */
import { keyFrom } from "@querent/core";
import type { AnnotatedImage } from "@querent/core";
import { splitByKey, type AnnotatedDataset } from "@querent/formats";

/** How to open a data set of annotated images. */
export interface LoadAnnotatedOptions {
  /** The group of an image by its id, the path inside the set; images of one group are not to be parted. */
  readonly group?: (id: string) => string;
  /** Where decoded pixels are kept: the user's cache folder unless given, false for nowhere. */
  readonly cacheDir?: string | false;
  readonly abort?: AbortSignal;
  /** Called as images are decoded. */
  readonly progress?: (done: number, total: number) => void;
}

/** The two parts of a replay. */
export interface TrainAndTest<Truth> {
  readonly train: readonly AnnotatedImage<Truth>[];
  readonly test: readonly AnnotatedImage<Truth>[];
  readonly notes: readonly string[];
}

/**
 * The test part as it comes; without one the validation part, as COCO's own results are given; without that a fifth of
 * the images, drawn in whole groups by a key that depends on nothing but their names. A validation part beside a test
 * part is not used. Groups that straddle the parts as they came are told of, and left as they are.
 */
export function trainAndTest<Truth>({ parts }: AnnotatedDataset<Truth>): TrainAndTest<Truth> {
  const { train, validation, test } = parts;
  const given = test ?? validation;
  if (given !== undefined) {
    const notes: string[] = [];
    if (test === undefined)
      notes.push(`There is no test part: the validation part (${given.length} images) serves as one.`);
    else if (validation !== undefined)
      notes.push(`The validation part (${validation.length} images) is not used.`);
    return { train, test: given, notes: [...notes, ...straddling(train, given)] };
  }
  const groups = new Map(train.map(({ id, group }) => [id, group ?? id]));
  const grouped = train.some(({ group }) => group !== undefined);
  const drawn = splitByKey(
    train.map(({ id, file }) => ({ id, file, label: 0 })),
    { key: keyFrom("test part"), ...(grouped ? { group: (id: string) => groups.get(id) as string } : {}) },
  );
  const chosen = new Set(drawn.test.map(({ id }) => id));
  return {
    train: train.filter(({ id }) => !chosen.has(id)),
    test: train.filter(({ id }) => chosen.has(id)),
    notes: [drawn.report],
  };
}

function straddling<Truth>(
  train: readonly AnnotatedImage<Truth>[],
  test: readonly AnnotatedImage<Truth>[],
): string[] {
  const trained = new Set(train.map(({ group }) => group));
  const shared = test.filter(({ group }) => group !== undefined && trained.has(group));
  const count = new Set(shared.map(({ group }) => group)).size;
  if (count === 0) return [];
  return [
    `${count} ${count === 1 ? "group lies" : "groups lie"} in both parts, as the data set came: ` +
      `${shared.length} of the ${test.length} test images have relatives in the training part.`,
  ];
}
