/** What a strategy is: the signals it reads, what is asked of it, what it answers. */

import type { Abort, Key, Matrix } from "../contracts.ts";
import type { Kernels, Solver } from "../kernels/contract.ts";

/** Class probabilities of several models or of several dropout passes: member m, item i, class c, row-major. */
export interface Ensemble {
  readonly members: number;
  readonly rows: number; // items
  readonly cols: number; // classes
  readonly data: Float32Array; // (members, rows, cols); each row of cols sums to one
}

/** A model's last layer: logits = embedding x weights + bias. */
export interface LastLayer {
  readonly weights: Matrix; // (d, classes)
  readonly bias: Float32Array; // (classes)
}

/** The boxes that a detector finds in each item, after non-maximum suppression: those of item i are starts[i] to
 * starts[i + 1] - 1. Their order within an item means nothing. */
export interface Detections {
  readonly starts: Int32Array; // (n + 1), from 0 to m, never falling
  readonly corners: Float32Array; // (m, 4): x1, y1, x2, y2 in pixels of the model's input, x1 <= x2 and y1 <= y2
  readonly probabilities: Matrix; // (m, classes + 1), rows sum to one; the last column is the background
}

/** What a pose network says of each joint of each item: one map of values a joint, higher = more likely there. */
export interface HeatMaps {
  readonly rows: number; // items
  readonly joints: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array; // (rows, joints, height, width), of any range: 1 at a joint and 0 afar in training
}

/** Joints as several dropout passes place them. */
export interface PointPasses {
  readonly members: number;
  readonly rows: number; // items
  readonly joints: number;
  readonly data: Float32Array; // (members, rows, joints, 2): x, y in pixels of the model's input
}

/** What a strategy can ask for. Rows are items of the whole pool, labelled ones included. */
export interface Signals {
  readonly probabilities?: Matrix; // (n, classes), rows sum to one
  readonly embeddings?: Matrix; // (n, d)
  readonly predictedLoss?: Float32Array; // (n), higher = expected to be wrong by more
  /** Dropout passes, the same masks for every item (consistent masks), so that joint entropies make sense. */
  readonly passes?: Ensemble; // (passes, n, classes)
  /** Models trained on the same labels from different keys. */
  readonly committee?: Ensemble; // (models, n, classes)
  readonly labels?: Int32Array; // (n), the class of a labelled item; what stands elsewhere is not read
  readonly lastLayer?: LastLayer; // over `embeddings`
  readonly targets?: Matrix; // (m, d), embeddings of what is looked for
  readonly avoid?: Matrix; // (m, d), embeddings of what is not wanted
  readonly detections?: Detections;
  readonly boxEmbeddings?: Matrix; // (m, d), features of the boxes of `detections`, in their order
  /** Of each item mirrored left to right, with the boxes mirrored back. */
  readonly flippedDetections?: Detections;
  /** Of each item under Gaussian noise added to its pixels, one for each level, levels growing. */
  readonly noisyDetections?: readonly Detections[];
  /** Dropout passes of the detector, each after its own non-maximum suppression. */
  readonly detectionPasses?: readonly Detections[];
  readonly heatMaps?: HeatMaps;
  /** Of each item mirrored left to right: the maps mirrored back, left and right joints exchanged. */
  readonly flippedHeatMaps?: HeatMaps;
  readonly pointPasses?: PointPasses;
}

/** The name of a signal, as `needs` lists it. */
export type SignalName = keyof Signals;

/** A number declared once as data: validation, error text, help and docs come from it. */
export interface NumberParameter {
  readonly name: string;
  readonly type: "number" | "integer";
  /** "auto": the strategy finds the value itself, as `auto` says. */
  readonly default: number | "auto";
  readonly auto?: string;
  readonly min: number;
  readonly max: number;
  readonly minExclusive?: boolean; // the value must be above `min`, not at it
  readonly help: string;
}

/** A choice between named forms. */
export interface ChoiceParameter {
  readonly name: string;
  readonly type: "choice";
  readonly default: string;
  readonly options: readonly string[];
  readonly help: string;
}

export type ParameterSpec = NumberParameter | ChoiceParameter;
export type ParameterValue = number | string;

/** What is asked of a strategy. Indices are rows of the signals; `labelled` and `candidates` do not overlap. */
export interface SelectionRequest {
  readonly params?: Readonly<Record<string, ParameterValue>>;
  readonly ids: readonly string[]; // (n)
  readonly labelled: Int32Array;
  readonly candidates: Int32Array;
  readonly batchSize: number;
  readonly key: Key;
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
  /** Fast forms of the scans and products; the plain ones unless given. Picks do not depend on them. */
  readonly kernels?: Kernels;
  /** Solves mixed-integer programs; strategies that need one refuse without it. */
  readonly solver?: Solver;
}

/** The picks in the order chosen, one score a pick (higher = label this sooner), and one sentence a pick. */
export interface Selection {
  readonly picks: Int32Array;
  readonly scores: Float64Array;
  readonly why: readonly string[];
  /** What was found out beside the picks, for instance a radius and its proven lower bound. */
  readonly facts?: Readonly<Record<string, number | string>>;
}

/** The size of a selection, from which its cost is reckoned before it starts. */
export interface SelectionSize {
  readonly items: number; // candidates
  readonly labelled: number;
  readonly batch: number;
  readonly dimensions: number; // of the embeddings, 0 without
  readonly classes: number; // 0 without probabilities; of boxes the background is one more
  readonly members: number; // passes, committee or noise levels, 0 without
  readonly boxes?: number; // found in an item, on average; 0 unless given
  readonly joints?: number; // of a pose; 0 unless given
  readonly cells?: number; // of one joint's heat map; 0 unless given
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
  /** The fewest labelled items it can work with; none unless given. */
  readonly minLabelled?: number;
  /** True when it needs `context.solver`. */
  readonly usesSolver?: boolean;
  /** True when a batch of k is the beginning of a batch of k + m, while the random subset holds k + m items. */
  readonly prefix?: boolean;
  /** True when scores never rise from one pick to the next. */
  readonly scoresFall?: boolean;
  /** Parameters whose "auto" follows from the size, at their values for this one: so a rehearsal on a part does as the whole. */
  pinned?(size: SelectionSize): Readonly<Record<string, ParameterValue>>;
  /** The work in multiply-adds or the like: only the ratio between two sizes counts. */
  work(size: SelectionSize, params: Readonly<Record<string, ParameterValue>>): number;
  /** Bytes needed at the peak beside the signals. */
  memory(size: SelectionSize, params: Readonly<Record<string, ParameterValue>>): number;
  select(signals: Signals, request: SelectionRequest, context?: SelectionContext): Promise<Selection>;
}
