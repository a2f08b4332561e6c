/** Readers and writers: class folders, IDX, CSV, COCO, Pascal VOC, YOLO, CVAT, Label Studio, `.npy`, `.npz`, Parquet. */
export type {
  AnnotatedBoxes,
  AnnotatedDataset,
  AnnotatedPoses,
  AnnotationFormat,
  ImageSize,
  PartName,
  ReadAnnotationsOptions,
} from "./annotated/annotated-dataset.ts";
export { detectAnnotations } from "./annotated/detect-annotations.ts";
export type {
  ExchangeFormat,
  ExchangeFormatName,
  ExchangeReading,
  ExchangeWriting,
  FormatHoldings,
  LabelFile,
  ReadExchangeOptions,
  WriteExchangeOptions,
} from "./exchange/exchange-format.ts";
export type { FoundBox, FoundImage, FoundLabel, FoundLabels, FoundPose } from "./exchange/found-labels.ts";
export { exchangeFormatNamed, exchangeFormats } from "./exchange/exchange-formats.ts";
export { detectExchange, readExchange } from "./exchange/read-exchange.ts";
export { lossesOf, writeExchange } from "./exchange/write-exchange.ts";
export { imageMatcher, matchImages } from "./exchange/match-images.ts";
export { groupByPattern } from "./annotated/group-by-pattern.ts";
export { readBoxes, readPoses } from "./annotated/read-annotations.ts";
export { readCocoFile } from "./coco/coco-file.ts";
export type { CocoAnnotation, CocoCategory, CocoFile, CocoId, CocoImage } from "./coco/coco-file.ts";
export { readCocoResults } from "./coco/read-coco-results.ts";
export type { CocoResult, CocoResults } from "./coco/read-coco-results.ts";
export { readJson } from "./text/read-json.ts";
export type { Repair, RepairKind } from "./annotated/repairs.ts";
export { scanClassFolders } from "./class-folders.ts";
export type { ClassFolders, LabelledFile } from "./class-folders.ts";
export { classificationSplit } from "./classification-split.ts";
export type { DecodedFiles } from "./classification-split.ts";
export { detectFormat } from "./detect-format.ts";
export type { DatasetFormat } from "./detect-format.ts";
export { encodeIdx, parseIdx } from "./idx.ts";
export type { IdxBytes } from "./idx.ts";
export { readIdxDataset } from "./idx-dataset.ts";
export { isImageName } from "./image-extensions.ts";
export { listFolder, type Listing } from "./list-folder.ts";
export { compareNatural } from "./natural-order.ts";
export { splitByKey } from "./split-by-key.ts";
export type { KeyedSplit, SplitByKeyOptions } from "./split-by-key.ts";
export { shapeInWords } from "./arrays/number-array.ts";
export type { ArrayDescription, NumberArray, ReadOptions } from "./arrays/number-array.ts";
export { describeNpy, readNpy } from "./arrays/read-npy.ts";
export { describeNpz, namesInNpz, readNpz } from "./arrays/read-npz.ts";
export { writeNpy } from "./arrays/write-npy.ts";
export type { WritableArray } from "./arrays/write-npy.ts";
export { writeNpz } from "./arrays/write-npz.ts";
export { removeUnfinished, writeWholeFile } from "./arrays/write-whole-file.ts";
export type { NumberTable } from "./tables/number-table.ts";
export { describeCsv, readCsv, readCsvText } from "./tables/read-csv.ts";
export { describeNumbers, parseFilePart, readNumbers, readText } from "./tables/read-numbers.ts";
export type { FilePart } from "./tables/read-numbers.ts";
export { describeParquet, readParquet, readParquetText } from "./tables/read-parquet.ts";
export { csvLine, csvLines, writeCsv } from "./tables/write-csv.ts";
export { writeParquetTable, type TableColumn } from "./tables/write-parquet-table.ts";
export { writeParquet } from "./tables/write-parquet.ts";
