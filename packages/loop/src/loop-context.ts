/** What every use case of a project is given beside the project: who asks, when to stop, whom to tell. */
import type { Kernels, Solver } from "@querent/core";
import type { Provider } from "./learner-choice.ts";

/** A thing that happens while a use case runs; command line and server show the same ones. */
export type LoopEvent =
  | { readonly kind: "note"; readonly text: string }
  | {
      readonly kind: "progress";
      readonly job: string; // what is done, as in `Job.kind`
      readonly share: number; // done, in [0, 1]
      readonly text: string;
    };

/** Fast kernels and a solver for strategies. */
export interface LoopTools {
  readonly kernels?: Kernels;
  readonly solver?: Solver;
}

export interface LoopContext {
  /** Who is said to have done it, in the log of events. */
  readonly who: string;
  /** The present, in milliseconds since 1970. */
  readonly now: () => number;
  readonly abort?: AbortSignal;
  readonly tell?: (event: LoopEvent) => void;
  readonly tools?: LoopTools;
  /** What networks run on, and how many threads they take; the processor and one unless given. */
  readonly provider?: Provider;
  readonly threads?: number;
  /** Trains a network from end to end where a head on the project's embeddings would be trained. */
  readonly full?: boolean;
  /** Where decoded pixels are kept: the user's cache folder unless given, false for nowhere. */
  readonly cacheDir?: string | false;
}
