/** What the loop asks the store to keep: the exam, rounds, jobs and models. The loop decides, the store keeps. */
import type { ItemState } from "./items-contract.ts";
import type { Json } from "./json.ts";

export interface ExamItem {
  readonly item: number;
  readonly rank: number; // from 0, no two alike
}

export interface NewRound {
  readonly number: number; // from 0, no two alike
  readonly state: string; // a word of the loop's
  readonly strategy: string;
  readonly params: Json;
  readonly seed: number;
  readonly at: number; // milliseconds since 1970
  /** What else the loop wants to know of it. */
  readonly record?: Json;
}

export interface Round extends NewRound {
  readonly record: Json;
  readonly changedAt: number;
}

export type RoundRole = "pick" | "random" | "exam" | "initial";

export interface NewRoundItem {
  readonly item: number;
  readonly rank: number; // from 0, no two alike in a round
  readonly role: RoundRole;
  readonly score?: number;
  readonly why?: Json;
}

export interface RoundItem extends NewRoundItem {
  readonly round: number;
  readonly id: string;
  readonly state: ItemState; // now
  /** The latest event about the item; undefined: none. */
  readonly lastSeq?: number;
}

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

/** A job's `key` says what is done, once: the same key finds the same job and its result. */
export interface NewJob {
  readonly kind: string;
  readonly key: string;
  readonly params: Json;
}

export interface Job extends NewJob {
  readonly job: number;
  readonly state: JobState;
  readonly owner?: { readonly pid: number; readonly host: string; readonly until: number };
  readonly attempts: number; // how often it was begun
  readonly cancelAsked: boolean;
  readonly progress: number; // in [0, 1]
  readonly result?: Json; // of a job that is done
  readonly error?: string; // of a job that failed
  readonly created: number;
  readonly started?: number;
  readonly finished?: number;
}

/** Shows that a job is ours. */
export interface Lease {
  readonly job: number;
  readonly token: string;
}

/**
 * `mine`: run it, and end it with `finishJob`. `theirs`: a living process runs it. `done`: its result is in `job`.
 */
export type Claim =
  | { readonly is: "mine"; readonly job: Job; readonly lease: Lease }
  | { readonly is: "theirs"; readonly job: Job }
  | { readonly is: "done"; readonly job: Job };

export type JobEnd =
  | { readonly state: "done"; readonly result: Json }
  | { readonly state: "failed"; readonly error: string }
  | { readonly state: "cancelled" };

export interface NewModel {
  readonly id: string;
  readonly path: string; // below the project's folder, with `/` between its parts
  readonly sha256: string;
  readonly labels: number; // how many it was trained on
  readonly seq: number; // the last event it knows of
  readonly settings: Json;
  readonly metrics: Json;
  readonly at: number;
}

export type Model = NewModel;
