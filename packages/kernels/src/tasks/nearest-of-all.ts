/** The k nearest of a list's rows for each of its rows: every pair is multiplied once and offered to both its rows. */

import type { Engine } from "../wasm/engine.ts";
import { exactRanker } from "./exact-ranker.ts";
import { roomFor, writeRanking } from "./nearest-few.ts";
import { createScreen, planScreenOfItself, screenRoom } from "./screen.ts";
import { lengthOf, type RowList } from "./stage.ts";
import type { Team } from "./task.ts";

export interface NearestOfAllJob {
  readonly rows: RowList;
  readonly k: number; // at least 1, less than there are rows
  readonly places: Int32Array; // out, (rows, k), places in the list; -1 where there are none
  readonly squared: Float64Array; // out, (rows, k); Infinity where there are none
  /** (threads, rows, pairsKept(k) + 1): for each thread and row how many pairs it knows and the others' numbers. */
  readonly marks: Int32Array;
  readonly lows: Float32Array; // the same, below the pairs' squared distances
}

/** How many pairs a thread keeps for a row. */
export function pairsKept(k: number): number {
  return roomFor(k + 1); // the row is its own nearest
}

/**
 * As `nearestFewTask`, in half the products. Each thread screens the pairs that it happens to get for all rows; then they
 * show each other what they know, and each decides for its share of the rows.
 */
export function* nearestOfAllTask(
  engine: Engine,
  job: NearestOfAllJob,
  team: Team,
): Generator<number, undefined> {
  const { wasm } = engine;
  const { rows, k, marks, lows } = job;
  const n = lengthOf(rows);
  const room = pairsKept(k);
  const plan = planScreenOfItself(rows);
  const { block, tile, cols } = plan;
  const screenPieces = screenRoom(plan);
  const addresses = engine.layOut(
    ...screenPieces,
    4 * n * room,
    4 * n * room,
    4 * n,
    4 * n,
    4 * (k + 1),
    ...exactRanker.room(cols),
  );
  const screen = createScreen(engine, plan, addresses);
  const [lowsAt, marksAt, countsAt, limitsAt, highsAt, ...rankerAt] = addresses.slice(screenPieces.length);
  const lists = [lowsAt, marksAt, countsAt, limitsAt, highsAt];
  wasm.screenBegin(
    n,
    k + 1,
    room,
    plan.slack,
    plan.speck,
    ...lists,
    screen.otherLengths,
    screen.otherLengths,
  );
  const fits = yield* screen.measureOthers();

  const blocks = Math.ceil(n / block);
  for (let b = fits ? team.next() : blocks; b < blocks; b = team.next()) {
    const first = b * block;
    const count = Math.min(block, n - first);
    screen.takeBlock(rows, first, first + count);
    for (let from = first; from < n; from += tile) {
      const width = Math.min(tile, n - from);
      const offer = from < first + block ? wasm.screenTile : wasm.screenBoth;
      screen.takeTile(from, width);
      for (let i = 0; i < count; i += 4) {
        screen.multiply(i);
        offer(first + i, Math.min(4, count - i), screen.products, tile, from, width, screen.belows);
      }
      yield 0.98 * (1 - (1 - b / blocks) ** 2);
    }
  }

  const counts = new Int32Array(wasm.memory.buffer, countsAt, n);
  const ownMarks = new Int32Array(wasm.memory.buffer, marksAt, n * room);
  const ownLows = new Float32Array(wasm.memory.buffer, lowsAt, n * room);
  const isMine = (i: number): boolean => Math.floor(i / block) % team.threads === team.thread;
  /** Where thread `t` shows its pairs of row i. */
  const shown = (t: number, i: number): number => (t * n + i) * (room + 1);
  for (let i = 0; i < n; i += 1) {
    if (isMine(i)) continue;
    const count = fits ? wasm.screenTrim(i) : -1;
    const at = shown(team.thread, i);
    marks[at] = count;
    if (count <= 0) continue;
    marks.set(ownMarks.subarray(i * room, i * room + count), at + 1);
    lows.set(ownLows.subarray(i * room, i * room + count), at + 1);
    if (i % 4096 === 0) yield 0.98;
  }
  team.best(0, 0); // all have shown what they know

  const ranker = exactRanker.create(engine, { rows, others: rows, k, exceptSelf: true }, rankerAt);
  for (let i = 0; i < n; i += 1) {
    if (!isMine(i)) continue;
    for (let t = 0; t < team.threads; t += 1) {
      if (t === team.thread) continue;
      const at = shown(t, i);
      if (marks[at] < 0) counts[i] = -1;
      for (let p = at + 1; p <= at + marks[at]; p += 1) wasm.offer(i, marks[p], lows[p]);
    }
    if (!fits || counts[i] < 0) writeRanking(job, k, i, ranker.rankAll(i, k));
    else {
      const left = wasm.screenTrim(i);
      writeRanking(job, k, i, ranker.rank(i, ownMarks.subarray(i * room, i * room + left), k));
    }
    if (i % 64 === 0 || counts[i] < 0) yield 0.98 + (0.02 * i) / n;
  }
}
