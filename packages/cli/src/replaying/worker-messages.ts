/** What the command and its worker processes say to each other: plain data. */
import type { ReplaySettings, RoundProgress, StepProgress, WorkShare } from "@querent/replay";
import type { ReplaySource } from "./replay-source.ts";

/** The first message to a worker. */
export interface WorkerTask {
  readonly source: ReplaySource;
  readonly settings: ReplaySettings;
  readonly out: string;
  readonly share: readonly WorkShare[];
}

/** What a worker tells. */
export type WorkerMessage =
  | { readonly kind: "progress"; readonly event: StepProgress | RoundProgress }
  | { readonly kind: "failed"; readonly sentence: string };
