/** The images of a twin training: as many labelled ones as asked for, drawn by key, and the whole test part. */
import { join } from "node:path";
import { sample, type ClassificationSplit, type Key } from "@querent/core";
import { classificationSplit, detectFormat, readIdxDataset, scanClassFolders } from "@querent/formats";
import type { LabelledFile } from "@querent/formats";
import { decodeAll, targetGeometry } from "@querent/images";

export type Labelled = Pick<ClassificationSplit, "images" | "labels">;

/** A data set that gives labelled subsets by key. */
export interface TwinData {
  readonly classes: number;
  readonly test: Labelled;
  draw(key: Key, count: number): Promise<Labelled>;
}

/** Opens a data set of IDX files or of class folders with a test part. */
export async function openTwinData(root: string, name: string): Promise<TwinData> {
  const folder = join(root, name);
  return detectFormat(folder) === "idx" ? fromIdx(folder) : fromFolders(folder);
}

function fromIdx(folder: string): TwinData {
  const { classes, train, test } = readIdxDataset(folder);
  return {
    classes: classes.length,
    test,
    draw: async (key, count) => take(train, sample(key, train.labels.length, count)),
  };
}

async function fromFolders(folder: string): Promise<TwinData> {
  const { classes, train, test } = scanClassFolders(folder);
  if (test === undefined) throw new Error(`${folder} must have a test part; it has only images to train on.`);
  const geometry = await targetGeometry(train);
  const decode = async (files: readonly LabelledFile[], cacheDir?: false): Promise<Labelled> =>
    classificationSplit(files, await decodeAll(files, { ...geometry, cacheDir }), classes);
  return {
    classes: classes.length,
    test: await decode(test),
    draw: (key, count) =>
      decode(
        Array.from(sample(key, train.length, count), (at) => train[at]),
        false,
      ),
  };
}

function take({ images, labels }: Labelled, items: Int32Array): Labelled {
  const size = images.height * images.width * images.channels;
  const data = new Uint8Array(items.length * size);
  items.forEach((item, at) => data.set(images.data.subarray(item * size, (item + 1) * size), at * size));
  return {
    images: { ...images, count: items.length, data },
    labels: Int32Array.from(items, (item) => labels[item]),
  };
}
