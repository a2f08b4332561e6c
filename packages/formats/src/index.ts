/** Reads data sets from folders: class folders and IDX files. */
export { scanClassFolders } from "./class-folders.ts";
export type { ClassFolders, LabelledFile } from "./class-folders.ts";
export { classificationSplit } from "./classification-split.ts";
export type { DecodedFiles } from "./classification-split.ts";
export { detectFormat } from "./detect-format.ts";
export type { DatasetFormat } from "./detect-format.ts";
export { encodeIdx, parseIdx } from "./idx.ts";
export type { IdxBytes } from "./idx.ts";
export { readIdxDataset } from "./idx-dataset.ts";
export { compareNatural } from "./natural-order.ts";
export { splitByKey } from "./split-by-key.ts";
export type { KeyedSplit, SplitByKeyOptions } from "./split-by-key.ts";
