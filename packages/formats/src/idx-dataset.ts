/** Reads the four IDX files of an MNIST-like data set. */
import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { ClassificationDataset, ClassificationSplit } from "@querent/core";
import { parseIdx } from "./idx.ts";
import { requireFolder } from "./require-folder.ts";

interface RawSplit {
  readonly images: { readonly file: string; readonly dims: readonly number[]; readonly data: Uint8Array };
  readonly labels: { readonly file: string; readonly data: Uint8Array };
}

/** https://github.com/zalandoresearch/fashion-mnist, section "Labels". */
const fashionMnist = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
] as const;

/** The path of an IDX file of the folder, plain or gzipped, in either spelling in use; undefined if there is none. */
export function findIdxFile(
  folder: string,
  part: "train" | "t10k",
  kind: "images" | "labels",
): string | undefined {
  const rank = kind === "images" ? 3 : 1;
  return ["-", "."]
    .flatMap((mark) => ["", ".gz"].map((end) => join(folder, `${part}-${kind}${mark}idx${rank}-ubyte${end}`)))
    .find((file) => existsSync(file));
}

/**
 * Reads `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and their `t10k-` counterparts, each plain or `.gz`, as
 * grey images (count, height, width, 1). Item i of a split has the id `train/i` or `test/i`. The class names are the
 * lines of `classes.txt` if the folder has one, the official ones in a folder named `fashion-mnist`, else the label
 * numbers that occur in training.
 * Throws, naming the file, if one is missing or malformed, if images and labels differ in number, if the two parts
 * differ in image size, or if a label has no class.
 */
export function readIdxDataset(folder: string): ClassificationDataset {
  requireFolder(folder);
  const train = readRaw(folder, "train");
  const test = readRaw(folder, "t10k");
  const [trainSize, testSize] = [train, test].map(({ images }) => images.dims.slice(1).join(" x "));
  if (trainSize !== testSize)
    throw new Error(
      `${train.images.file} and ${test.images.file} must hold images of one size; got ${trainSize} and ${testSize}.`,
    );
  const { classes, numbers } = classesOf(folder, train.labels.data);
  if (classes.length < 2)
    throw new Error(`${train.labels.file} has one class: classification needs at least two.`);
  return {
    name: basename(resolve(folder)),
    classes,
    train: toSplit(train, "train", numbers),
    test: toSplit(test, "test", numbers),
    skipped: [],
  };
}

function readRaw(folder: string, part: "train" | "t10k"): RawSplit {
  const [images, labels] = (["images", "labels"] as const).map((kind) => {
    const rank = kind === "images" ? 3 : 1;
    const file = findIdxFile(folder, part, kind);
    if (file === undefined)
      throw new Error(
        `${folder} has no ${part}-${kind}-idx${rank}-ubyte, plain or .gz: all four IDX files are needed.`,
      );
    const { dims, data } = parseIdx(readFileSync(file), file);
    if (dims.length !== rank)
      throw new Error(`${file} must have ${rank} dimension${rank > 1 ? "s" : ""}; got ${dims.join(" x ")}.`);
    return { file, dims, data };
  });
  if (images.dims[0] !== labels.dims[0])
    throw new Error(
      `${images.file} has ${images.dims[0]} images but ${labels.file} has ${labels.dims[0]} labels.`,
    );
  if (images.data.length === 0) throw new Error(`${images.file} has no images.`);
  return { images, labels };
}

/** The class names, and for each the number that stands for it in the label files. */
function classesOf(folder: string, trainLabels: Uint8Array): { classes: string[]; numbers: number[] } {
  const named = classNames(folder);
  if (named !== undefined) return { classes: named, numbers: named.map((_, i) => i) };
  const numbers = [...new Set(trainLabels)].sort((a, b) => a - b);
  return { classes: numbers.map(String), numbers };
}

function classNames(folder: string): string[] | undefined {
  const file = join(folder, "classes.txt");
  if (!existsSync(file)) return basename(resolve(folder)) === "fashion-mnist" ? [...fashionMnist] : undefined;
  const names = readFileSync(file, "utf8")
    .trim()
    .split(/\s*\n\s*/);
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated !== undefined)
    throw new Error(`${file} must name each class once; "${repeated}" is there twice.`);
  return names;
}

function toSplit(raw: RawSplit, part: "train" | "test", numbers: readonly number[]): ClassificationSplit {
  const [count, height, width] = raw.images.dims;
  const labelOf = new Int32Array(256).fill(-1);
  numbers.forEach((number, label) => (labelOf[number] = label));
  const labels = Int32Array.from(raw.labels.data, (number) => labelOf[number]);
  const bad = labels.indexOf(-1);
  if (bad >= 0)
    throw new Error(
      `${raw.labels.file} has the label ${raw.labels.data[bad]} at item ${bad}, but the classes are ` +
        `${numbers[0]} to ${numbers.at(-1)}${numbers.length > (numbers.at(-1) as number) - numbers[0] ? "" : ", with gaps"}.`,
    );
  const ids = Array.from({ length: count }, (_, i) => `${part}/${i}`);
  return { images: { count, height, width, channels: 1, data: raw.images.data }, labels, ids };
}
