/** The part of a kernel that one thread does, as a generator: it yields the share done and returns its result. */

import type { Engine } from "../wasm/engine.ts";

/** How the threads of one task speak with each other. */
export interface Team {
  readonly threads: number;
  readonly thread: number; // this one, from 0
  /** The best of what all threads offer: the largest value, of equal values the smallest place. Waits for all. */
  best(value: number, place: number): { readonly value: number; readonly place: number };
  /** The number of the next piece of work; no two threads get the same one. */
  next(): number;
}

export type Task<Job, Result> = (engine: Engine, job: Job, team: Team) => Generator<number, Result>;

/** A team of one. */
export function alone(): Team {
  let pieces = 0;
  return {
    threads: 1,
    thread: 0,
    best: (value, place) => ({ value, place }),
    next: () => (pieces += 1) - 1,
  };
}
