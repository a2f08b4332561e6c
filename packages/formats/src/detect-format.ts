/** Tells which reader a folder is for. */
import { findClassLayout } from "./class-layout.ts";
import { findIdxFile } from "./idx-dataset.ts";
import { requireFolder } from "./require-folder.ts";

/** The data set formats that can be read. */
export type DatasetFormat = "idx" | "class-folders";

/** "idx" if any of the IDX files of MNIST is there, else "class-folders" if there are class folders; throws if neither. */
export function detectFormat(root: string): DatasetFormat {
  requireFolder(root);
  for (const part of ["train", "t10k"] as const)
    for (const kind of ["images", "labels"] as const)
      if (findIdxFile(root, part, kind) !== undefined) return "idx";
  if (findClassLayout(root) !== undefined) return "class-folders";
  throw new Error(
    `${root} is not a data set that can be read: it must hold one folder of images per class (also under train/ and ` +
      `test/), or the IDX files train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and ` +
      `t10k-labels-idx1-ubyte, plain or .gz.`,
  );
}
