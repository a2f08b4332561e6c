/** Arrays beside the database: a row (or several) an item, in `.npy` shards that a manifest lists. */
import type { Json } from "../json.ts";

export type ShardArea = "embeddings" | "predictions";

/** One of the arrays that every shard holds. */
export interface ShardArray {
  /** The shape of one row: [512] of an embedding, [] of a single number. */
  readonly row: readonly number[];
  /** Where an item has any number of rows (found boxes): a second file, `NAME.counts`, says how many. */
  readonly ragged?: true;
}

/** What a set of shards is: shards of another model or of other settings are never mixed with it. */
export interface ShardsAbout {
  readonly model: string; // its hash
  readonly arrays: Readonly<Record<string, ShardArray>>;
  readonly settings: Json;
}

export interface ShardManifest extends ShardsAbout {
  readonly version: 1;
  readonly shards: readonly {
    /** The files are `FILE.NAME.npy`, a name for each array. */
    readonly file: string;
    /** The items of its rows, in order, as runs [first item, how many]. */
    readonly items: readonly (readonly [number, number])[];
  }[];
}

/** Numbers to write: all rows one after the other; `counts` of a ragged array says how many each item has. */
export interface ShardRows {
  readonly data: Float32Array;
  readonly counts?: Int32Array;
}

export interface ShardWriter {
  /** The items that have been written already, by whoever began; ascending. */
  readonly done: Int32Array;
  /** Writes one shard; it is on disk when this resolves. Items must be ascending and new. */
  append(items: Int32Array, rows: Readonly<Record<string, ShardRows>>): Promise<void>;
}

export interface ShardReader {
  readonly manifest: ShardManifest;
  /** The items in the order of the rows, shard after shard. */
  readonly items: Int32Array;
  /** The rows of one array of all shards, or of the shard of that number. */
  read(name: string, shard?: number): Promise<ShardRows>;
}
