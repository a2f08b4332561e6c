/** The plain shapes that cross Querent's rooms: arrays, data sets, signals, strategies. No classes, no I/O. */

/** A row-major matrix of 32-bit floats; row i is `data.subarray(i * cols, (i + 1) * cols)`. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array;
}

/** A keyed source of randomness: a path of names hashed to 128 bits. Split it by name; never share one stream. */
export type Key = readonly [number, number, number, number];

/** Images of one size as bytes, image after image, height x width x channels (channels last). */
export interface PixelSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Uint8Array; // (count, height, width, channels)
}

/** One split of a classification data set; `ids[i]` names item i for ever (its path inside the set, or its number). */
export interface ClassificationSplit {
  readonly images: PixelSet;
  readonly labels: Int32Array; // (count), an index into `classes`
  readonly ids: readonly string[];
}

/** A file that was left out, and why. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

/** A labelled classification data set with its own test part. */
export interface ClassificationDataset {
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: ClassificationSplit;
  readonly test: ClassificationSplit;
  readonly skipped: readonly SkippedFile[];
}

/** What a strategy can ask for. Rows are items of the whole pool, labelled ones included. */
export interface Signals {
  readonly probabilities?: Matrix; // (n, classes), rows sum to one
  readonly embeddings?: Matrix; // (n, d)
  readonly predictedLoss?: Float32Array; // (n), higher = expected to be wrong by more
}

/** The name of a signal, as `needs` lists it. */
export type SignalName = keyof Signals;

/** A parameter declared once as data: validation, error text, help and docs come from it. */
export interface ParameterSpec {
  readonly name: string;
  readonly type: "number" | "integer";
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly minExclusive?: boolean; // the value must be above `min`, not at it
  readonly help: string;
}

/** What is asked of a strategy. Indices are rows of the signals; `labelled` and `candidates` do not overlap. */
export interface SelectionRequest {
  readonly params?: Readonly<Record<string, number>>;
  readonly ids: readonly string[]; // (n)
  readonly labelled: Int32Array;
  readonly candidates: Int32Array;
  readonly batchSize: number;
  readonly key: Key;
}

/** The part of an `AbortSignal` that is looked at between steps; an `AbortSignal` is one. */
export interface Abort {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/**
 * What a strategy may use while it works. Arithmetic that never yields cannot see an abort that arrives as an event:
 * give `yieldNow` (a promise of the next timer, say) and it is awaited between pieces of the work, which take from
 * microseconds to a few hundred milliseconds: let it wait only when enough time has passed.
 */
export interface SelectionContext {
  readonly abort?: Abort;
  readonly progress?: (done: number, total: number) => void;
  readonly yieldNow?: () => Promise<void>;
}

/** The picks in the order chosen, one score a pick (higher = label this sooner), and one sentence a pick. */
export interface Selection {
  readonly picks: Int32Array;
  readonly scores: Float64Array;
  readonly why: readonly string[];
}

/** A query strategy: arrays in, indices out. It never sees a model, a file or the clock. */
export interface Strategy {
  readonly name: string;
  readonly title: string;
  readonly paper: string; // citation with arXiv id or DOI, and the equation or algorithm
  readonly needs: readonly SignalName[];
  readonly parameters: readonly ParameterSpec[];
  readonly cost: string; // in n items, d dimensions, k classes, b picks
  readonly avoidWhen: string;
  /** True when a batch of k is the beginning of a batch of k + m, while the random subset holds k + m items. */
  readonly prefix?: boolean;
  select(signals: Signals, request: SelectionRequest, context?: SelectionContext): Promise<Selection>;
}
