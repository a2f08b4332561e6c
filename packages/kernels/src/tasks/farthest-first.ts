/** Farthest-first traversal by several threads, each with every so-manieth candidate. */

import type { FarthestFirst, Matrix } from "@querent/core";
import type { Engine } from "../wasm/engine.ts";
import type { Team } from "./task.ts";

export interface FarthestFirstJob {
  readonly points: Matrix;
  readonly candidates: Int32Array;
  readonly centres: Int32Array;
  readonly count: number;
}

/** What a thread found: `nearest` holds -1 where another thread's candidate was picked. */
export interface FarthestFirstResult extends FarthestFirst {
  readonly pairs: number; // distances begun by this thread
}

const COLUMNS_A_STEP = 2e7; // about ten milliseconds
const MOST_GAPS = 2048; // centres whose distances to each other are kept: 16 MiB

/**
 * As `Kernels.farthestFirst` says, by the lazy evaluation of assembly/farthest.ts. In every round each thread settles
 * its farthest candidate, the threads agree on the farthest of all, and each takes it in as a centre.
 */
export function* farthestFirstTask(
  engine: Engine,
  { points, candidates, centres, count }: FarthestFirstJob,
  team: Team,
): Generator<number, FarthestFirstResult> {
  const { wasm } = engine;
  const { cols, data } = points;
  const own = Math.ceil((candidates.length - team.thread) / team.threads);
  const total = centres.length + count;
  const keepGaps = total <= MOST_GAPS;
  const stride = 4 * 16 * Math.ceil(cols / 16);
  const n = Math.max(0, own);
  const addresses = engine.layOut(
    stride,
    total * stride,
    keepGaps ? 4 * total * total : 0,
    8 * n,
    8 * n,
    4 * n,
    4 * n,
    n,
    4 * n,
  );
  const [rowAt, centresAt] = addresses;
  const memory = new Float32Array(wasm.memory.buffer);
  memory.fill(0, rowAt / 4, (centresAt + total * stride) / 4);

  const rowOf = (row: number): Float32Array => data.subarray(row * cols, (row + 1) * cols);
  engine.stage = (i) => memory.set(rowOf(candidates[i * team.threads + team.thread]), rowAt / 4);
  wasm.farthestBegin(n, cols, total, keepGaps ? 1 : 0, ...addresses);

  const rows = new Int32Array(total); // the centre's row of the points
  let known = 0;
  function addCentre(row: number): void {
    memory.set(rowOf(row), (centresAt + known * stride) / 4);
    rows[known] = row;
    known += 1;
    wasm.farthestAddCentre();
  }

  const places = new Int32Array(count);
  const squared = new Float64Array(count);
  const nearest = new Int32Array(count);
  function* settle(): Generator<number, { value: number; place: number }> {
    for (;;) {
      const found = wasm.farthestSettle(-Infinity, COLUMNS_A_STEP);
      if (found === -1) return { value: -Infinity, place: candidates.length };
      if (found >= 0) return { value: wasm.farthestBound(found), place: found * team.threads + team.thread };
      yield known / total;
    }
  }

  for (const row of centres) {
    addCentre(row);
    if (known % 64 === 0) yield known / total;
  }
  for (let b = 0; b < count; b += 1) {
    const mine =
      known === 0 ? { value: Infinity, place: n > 0 ? team.thread : candidates.length } : yield* settle();
    const { value, place } = team.best(mine.value, mine.place);
    const isMine = place % team.threads === team.thread;
    places[b] = place;
    squared[b] = value;
    nearest[b] = known === 0 || !isMine ? -1 : rows[wasm.farthestNear(Math.floor(place / team.threads))];
    if (isMine) wasm.farthestDrop(); // without centres all bounds are equal and the first candidate is on top
    addCentre(candidates[place]);
    if (known === 1) {
      const farthest = yield* settle();
      squared[b] = Math.max(0, team.best(farthest.value, farthest.place).value); // 0 if there is no other
    }
    yield known / total;
  }
  return { places, squared, nearest, pairs: wasm.farthestPairs() };
}

/** One result of those of all threads. */
export function joinFarthestFirst(parts: readonly FarthestFirstResult[]): FarthestFirst {
  const [{ places, squared }] = parts;
  const nearest = places.map((_, b) => Math.max(...parts.map((part) => part.nearest[b])));
  return { places, squared, nearest };
}
