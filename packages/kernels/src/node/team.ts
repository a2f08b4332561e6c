/** How the threads of a pool agree: a few numbers in shared memory. */

import type { Team } from "../tasks/task.ts";

const STOP = 0; // not 0: the task must end
const ARRIVED = 1; // threads that have come to a meeting, over all meetings
const MET = 2; // meetings that are over
const PIECES = 3; // pieces of work given out
const DONE = 4; // (threads) per ten thousand of the work done
const LOOK_MS = 100;

/** Shared by all threads of one task. */
export interface Board {
  readonly numbers: Int32Array;
  readonly offers: Float64Array; // (2, threads, 2): value and place, for even and for odd meetings
}

export function createBoard(threads: number): Board {
  const integers = 4 * (DONE + threads);
  const offset = (integers + 7) & ~7;
  const buffer = new SharedArrayBuffer(offset + 8 * 4 * threads);
  return { numbers: new Int32Array(buffer, 0, DONE + threads), offers: new Float64Array(buffer, offset) };
}

/** Tells all threads to end; those that wait for each other wake up. */
export function stop({ numbers }: Board): void {
  Atomics.store(numbers, STOP, 1);
  Atomics.notify(numbers, MET);
}

/** The mean share done. */
export function shareDone({ numbers }: Board): number {
  let sum = 0;
  for (let thread = DONE; thread < numbers.length; thread += 1) sum += Atomics.load(numbers, thread);
  return sum / (10_000 * (numbers.length - DONE));
}

/** The task was told to end. */
export class StoppedError extends Error {}

/** A thread's own view: the team, and what it calls between two pieces of work. */
export function joinTeam(
  { numbers, offers }: Board,
  thread: number,
): { team: Team; report: (share: number) => void } {
  const threads = numbers.length - DONE;
  let meetings = 0;

  function check(): void {
    if (Atomics.load(numbers, STOP) !== 0) throw new StoppedError("The work was stopped.");
  }

  /** Waits until all threads have come; offers of one meeting are read before any thread can come to the next but one. */
  function meet(): void {
    meetings += 1;
    if (Atomics.add(numbers, ARRIVED, 1) + 1 === meetings * threads) {
      Atomics.store(numbers, MET, meetings);
      Atomics.notify(numbers, MET);
    }
    while (Atomics.load(numbers, MET) < meetings) {
      Atomics.wait(numbers, MET, meetings - 1, LOOK_MS);
      check();
    }
  }

  const team: Team = {
    threads,
    thread,
    best(value, place) {
      const base = (meetings % 2) * 2 * threads;
      offers[base + 2 * thread] = value;
      offers[base + 2 * thread + 1] = place;
      meet();
      let winner = base;
      for (let at = base; at < base + 2 * threads; at += 2)
        if (
          offers[at] > offers[winner] ||
          (offers[at] === offers[winner] && offers[at + 1] < offers[winner + 1])
        )
          winner = at;
      return { value: offers[winner], place: offers[winner + 1] };
    },
    next: () => Atomics.add(numbers, PIECES, 1),
  };
  return {
    team,
    report(share) {
      Atomics.store(numbers, DONE + thread, Math.floor(10_000 * share));
      check();
    },
  };
}
