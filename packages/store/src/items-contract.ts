/** Items and their files. An item is one content, by its hash; several files may hold it. */

/** A file as it was found below the folder of images. */
export interface FoundFile {
  /** The path below the folder of images, with `/` between its parts. */
  readonly path: string;
  readonly hash: string; // sha256 of the bytes, 64 hexadecimal digits in lower case
  readonly bytes: number;
  readonly mtime: number; // milliseconds since 1970
  /** Pixels of the upright image; left out where it cannot be decoded. */
  readonly width?: number;
  readonly height?: number;
  /** What the item must not be parted from in splits (a video, a folder). Left out: a known item keeps its own. */
  readonly group?: string;
  /** Why the image cannot be used, in a sentence. Left out: it can be. */
  readonly problem?: string;
}

export interface Item {
  /** Names the item inside this project's database, its rounds and its shards; from 1, never used again. */
  readonly item: number;
  /** The path under which it was first seen; names the item for ever (draws are keyed by it), wherever the file goes. */
  readonly id: string;
  readonly hash: string;
  /** A path where it is now, the first in order; undefined while the item is missing. */
  readonly path?: string;
  /** Of the file at `path`. */
  readonly mtime?: number;
  readonly bytes: number;
  readonly width?: number;
  readonly height?: number;
  readonly group?: string;
  readonly problem?: string;
  readonly state: ItemState;
  /** How often `skipped` or `unsure` was answered, ever. */
  readonly skips: number;
  /** When it was last answered in any way (`cleared` included), milliseconds since 1970; undefined: never. */
  readonly answeredAt?: number;
}

/**
 * `labelled`: a label stands. `skipped`, `unsure`: no label stands and the latest standing answer is this one.
 * `unlabelled`: no answer stands.
 */
export type ItemState = "unlabelled" | "labelled" | "skipped" | "unsure";

export interface ItemQuery {
  readonly state?: ItemState | readonly ItemState[];
  /** True: only items without a file; false: only items with one. */
  readonly missing?: boolean;
  /** True: only items with a problem; false: only items without. */
  readonly problem?: boolean;
  /** Only items with a larger number. */
  readonly after?: number;
  readonly limit?: number;
}

/** What `recordFiles` did with a batch. */
export interface RecordedFiles {
  /** The item of each file of the batch, in its order. */
  readonly items: readonly number[];
  /** How many items are new. */
  readonly added: number;
  /** How many files were known with this content already. */
  readonly unchanged: number;
  /** Files whose content was known under a path that is gone from disk. */
  readonly moved: readonly { readonly item: number; readonly from: string; readonly to: string }[];
  /** Files with the content of another file that is there too: one item under several paths. */
  readonly duplicates: readonly { readonly item: number; readonly path: string; readonly sameAs: string }[];
  /** Paths that hold another content than before. The item they held keeps its labels; it may be missing now. */
  readonly changed: readonly { readonly path: string; readonly was: number; readonly now: number }[];
  /** Items that were missing and are here again. */
  readonly foundAgain: readonly number[];
}

export interface KnownFile {
  readonly path: string;
  readonly item: number;
  readonly bytes: number;
  readonly mtime: number;
}
