/** The contract of exchange: what a format is that labelled data sets are read from and written as. */
import type { ExchangedDataset, Skeleton, SkippedFile, Task } from "@querent/core";
import type { ImageSize } from "../annotated/annotated-dataset.ts";
import type { Repair } from "../annotated/repairs.ts";
import type { FoundLabels } from "./found-labels.ts";

/** The formats of exchange. */
export type ExchangeFormatName = "class-folders" | "csv" | "coco" | "yolo" | "voc" | "cvat" | "label-studio";

/** What a format has a place for. What it has none for is lost, and `lossesOf` says so before anything is written. */
export interface FormatHoldings {
  /** The tasks in which it tells an image that nobody has labelled from one that has nothing in it. */
  readonly unlabelled: readonly Task[];
  /** Train, validation and test; "all" where every image must be in one, "all or none" where that is so if any is. */
  readonly parts: "no" | "all" | "all or none" | "some";
  /** Who labelled an image and when. */
  readonly author: boolean;
  /** The list of classes: those that no image has, and their order. Without it classes are in natural order of names. */
  readonly classList: boolean;
  readonly difficult: boolean;
  readonly crowd: boolean;
  readonly area: boolean; // of the segment, of boxes and poses
  readonly bones: boolean;
  /** Which joints change sides in a mirrored image: any, or as the names of the joints tell. */
  readonly sides: "any" | "by name";
  /** Poses without a box of the person. */
  readonly posesWithoutBox: boolean;
  /** Boxes and poses that equal another of the same image. */
  readonly repeats: boolean;
  /** The least side of a box, in pixels, that it can hold: boxes must be larger than this. */
  readonly leastSide: number;
  /** Shares of the image that coordinates may lie outside of it, where they are bounded. */
  readonly reach: number;
  /** The path of an image whatever it is; else images lie in folders of their classes. */
  readonly paths: boolean;
  /** The width and height of the images: without them sizes must come from the images or from the caller. */
  readonly sizes: boolean;
  /** How far coordinates are from those written, after reading: 0, or a share of the image's side. */
  readonly error: number;
}

/** A format. */
export interface ExchangeFormat {
  readonly name: ExchangeFormatName;
  readonly title: string;
  readonly tasks: readonly Task[];
  readonly holds: FormatHoldings;
  /** The extension of its only file of labels, where it may be written as that file alone. */
  readonly alone?: ".csv" | ".xml";
  /** The file of labels of an image, where each has its own: two images must not have one. */
  readonly labelsAt?: (path: string) => string;
  /** Where an image lies in a written folder, below it. */
  readonly imageAt: (path: string) => string;
  /** Whether its images are its labels, so that nothing can be written without them. */
  readonly needsImages: boolean;
  /** Whether what lies at a path, a file or a folder, is of this format. */
  readonly isAt: (path: string) => boolean;
  /** What lies at a path. @throws naming file and line where it is malformed */
  readonly read: (path: string, task: Task, options: ReadExchangeOptions) => Promise<FoundLabels>;
  /** The files of labels of a data set that the format can hold as it is; paths below the folder. */
  readonly write: (dataset: ExchangedDataset) => Iterable<LabelFile>;
}

/** A file to be written. */
export interface LabelFile {
  readonly path: string;
  readonly text: Iterable<string>;
}

/** How to read. */
export interface ReadExchangeOptions {
  /** Found by what lies there unless given. */
  readonly format?: ExchangeFormatName;
  readonly task: Task;
  /** The upright size of an image file that lies beside the labels; without it such files are not looked into. */
  readonly measure?: (file: string) => Promise<ImageSize>;
  /** The upright size of the image of a path, where the caller knows it; it goes before `measure`. */
  readonly sizeOf?: (path: string) => ImageSize | undefined;
  /** The joints that poses must have; its bones and sides are taken for those of the file. */
  readonly skeleton?: Skeleton;
  /** The classes that labels must have; without it those of the file. */
  readonly classes?: readonly string[];
  readonly abort?: AbortSignal;
}

/** What was read. */
export interface ExchangeReading {
  readonly format: ExchangeFormatName;
  readonly dataset: ExchangedDataset;
  /** Sentences for a person, those on the repairs among them. */
  readonly notes: readonly string[];
  readonly skipped: readonly SkippedFile[];
  readonly repairs: readonly Repair[];
}

/** How to write. */
export interface WriteExchangeOptions {
  readonly format: ExchangeFormatName;
  /** The file of an image, to be copied. */
  readonly imagesFrom?: (path: string) => string;
  /** Whether the images are copied too; class folders are nothing without. */
  readonly copyImages?: boolean;
  /** Whether a folder or file that is there already is replaced. */
  readonly overwrite?: boolean;
  readonly abort?: AbortSignal;
}

/** What was written. */
export interface ExchangeWriting {
  readonly files: readonly string[]; // absolute
  readonly losses: readonly string[]; // what `lossesOf` said
}
