/** Class folders: images in folders that are named as their classes. */
import { statSync } from "node:fs";
import { basename } from "node:path";
import type { ExchangedImage } from "@querent/core";
import { scanClassFolders, type LabelledFile } from "../../class-folders.ts";
import { findClassLayout } from "../../class-layout.ts";
import type { ExchangeFormat } from "../exchange-format.ts";
import type { FoundImage, FoundLabels } from "../found-labels.ts";
import { partNamed } from "../part-names.ts";

export const classFoldersFormat: ExchangeFormat = {
  name: "class-folders",
  title: "Class folders",
  tasks: ["classification"],
  holds: {
    unlabelled: [],
    parts: "all or none",
    author: false,
    classList: false,
    difficult: false,
    crowd: false,
    area: false,
    bones: false,
    sides: "by name",
    posesWithoutBox: true,
    repeats: true,
    leastSide: 0,
    reach: Infinity,
    paths: false,
    sizes: false,
    error: 0,
  },
  imageAt: (path) => path,
  needsImages: true,
  isAt: (path) => statSync(path).isDirectory() && findClassLayout(path, true) !== undefined,
  read: (path) => Promise.resolve(readClassFolders(path)),
  write: () => [],
};

/** The paths of images are those below `root`. @throws as `scanClassFolders`, but any classes are enough */
function readClassFolders(root: string): FoundLabels {
  const scan = scanClassFolders(root, true);
  const { train, validation, test } = findClassLayout(root, true)!.splits;
  const isPlain = validation === undefined && test === undefined && partNamed(basename(train!)) === undefined;
  const imagesOf = (
    files: readonly LabelledFile[] | undefined,
    part: NonNullable<ExchangedImage["part"]>,
  ): FoundImage[] =>
    (files ?? []).map(({ id, file, label }) => ({
      path: id,
      place: id,
      file,
      ...(!isPlain && { part }),
      label: () => ({ kind: "class", name: scan.classes[label], place: id }),
    }));
  return {
    classes: scan.classes,
    images: [
      ...imagesOf(scan.train, "train"),
      ...imagesOf(scan.validation, "validation"),
      ...imagesOf(scan.test, "test"),
    ],
    tally: new Map(),
    notes: [],
    skipped: scan.skipped,
  };
}
