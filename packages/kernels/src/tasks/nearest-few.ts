/** The k nearest of some rows for each of others: screened in float32, decided in float64. */

import type { Engine } from "../wasm/engine.ts";
import { exactRanker, type Ranking } from "./exact-ranker.ts";
import { createScreen, planScreen, screenRoom } from "./screen.ts";
import { lengthOf, type RowList } from "./stage.ts";
import type { Team } from "./task.ts";

export interface NearestFewJob {
  readonly rows: RowList;
  readonly others: RowList;
  readonly k: number; // at least 1
  readonly exceptSelf: boolean; // whether a row's own number among the others is left out; both are of one matrix
  readonly places: Int32Array; // out, (rows, k), places among the others; -1 where there are none
  readonly squared: Float64Array; // out, (rows, k); Infinity where there are none
}

/** How many pairs a row that wants so many keeps before it drops what is certainly out. */
export function roomFor(wanted: number): number {
  return wanted + Math.max(16, wanted >> 1);
}

/**
 * Squared distances as |x|^2 + |y|^2 - 2 x.y in float32 lie within a known bound of the exact ones, so for each row a few
 * more than k others can be among its nearest; only those are measured in float64. Where there is no room for all that
 * can be, as in a crowd of copies, the row is measured against everything.
 */
export function* nearestFewTask(
  engine: Engine,
  job: NearestFewJob,
  team: Team,
): Generator<number, undefined> {
  const { wasm } = engine;
  const { rows, others } = job;
  const n = lengthOf(rows);
  const m = lengthOf(others);
  const k = Math.min(job.k, m);
  const wanted = k + (job.exceptSelf ? 1 : 0); // the row itself takes one place in the screen
  const room = Math.min(m, roomFor(wanted));
  const plan = planScreen(Math.ceil(n / (4 * team.threads)), others);
  const { block, tile, cols } = plan;
  const screenPieces = screenRoom(plan);
  const addresses = engine.layOut(
    ...screenPieces,
    4 * block * room,
    4 * block * room,
    4 * block,
    4 * block,
    4 * wanted,
    ...exactRanker.room(cols),
  );
  const screen = createScreen(engine, plan, addresses);
  const [lowsAt, marksAt, countsAt, limitsAt, highsAt, ...rankerAt] = addresses.slice(screenPieces.length);
  const integers = new Int32Array(wasm.memory.buffer);
  const ranker = exactRanker.create(engine, job, rankerAt);
  const begin = (): void =>
    wasm.screenBegin(
      block,
      Math.min(wanted, m),
      room,
      plan.slack,
      plan.speck,
      lowsAt,
      marksAt,
      countsAt,
      limitsAt,
      highsAt,
      screen.ownLengths,
      screen.otherLengths,
    );
  begin();
  const fits = yield* screen.measureOthers();

  const blocks = Math.ceil(n / block);
  for (let b = team.next(); b < blocks; b = team.next()) {
    const first = b * block;
    const count = Math.min(block, n - first);
    const screened = fits && screen.takeBlock(rows, first, first + count);
    begin();
    for (let from = screened ? 0 : m; from < m; from += tile) {
      const width = Math.min(tile, m - from);
      screen.takeTile(from, width);
      for (let i = 0; i < count; i += 4) {
        screen.multiply(i);
        wasm.screenTile(i, Math.min(4, count - i), screen.products, tile, from, width, screen.belows);
      }
      yield (first + (count * from) / m) / n;
    }
    const crowded: number[] = [];
    for (let i = 0; i < count; i += 1) {
      if (screened && integers[countsAt / 4 + i] >= 0) {
        const left = wasm.screenTrim(i);
        const marks = marksAt / 4 + i * room;
        writeRanking(job, k, first + i, ranker.rank(first + i, integers.subarray(marks, marks + left), k));
      } else crowded.push(first + i);
    }
    yield (first + count) / n;
    for (const place of crowded) {
      writeRanking(job, k, place, ranker.rankAll(place, k));
      yield (first + count) / n;
    }
  }
}

/** Puts a row's ranking where the job wants it. */
export function writeRanking(
  { places, squared, k }: Pick<NearestFewJob, "places" | "squared" | "k">,
  kept: number,
  i: number,
  ranking: Ranking,
): void {
  for (let r = 0; r < k; r += 1) {
    const has = r < kept && r < ranking.count;
    places[i * k + r] = has ? ranking.places[r] : -1;
    squared[i * k + r] = has ? ranking.squared[r] : Infinity;
  }
}
