/** All rows within a radius of each of others: screened in float32, decided in float64 where that leaves a doubt. */

import type { Engine } from "../wasm/engine.ts";
import { createScreen, planScreen, screenRoom } from "./screen.ts";
import { lengthOf, rowOf, type RowList } from "./stage.ts";
import type { Team } from "./task.ts";

export interface WithinJob {
  readonly rows: RowList;
  readonly others: RowList;
  readonly squaredRadius: number;
}

/** The places found by this thread, one block of rows behind the other. */
export interface WithinResult {
  readonly blocks: readonly {
    readonly first: number;
    readonly counts: Int32Array;
    readonly places: Int32Array;
  }[];
}

/** As `Kernels.within` says. */
export function* withinTask(
  engine: Engine,
  { rows, others, squaredRadius }: WithinJob,
  team: Team,
): Generator<number, WithinResult> {
  const { wasm } = engine;
  const n = lengthOf(rows);
  const m = lengthOf(others);
  const plan = planScreen(Math.ceil(n / (4 * team.threads)), others);
  const { block, tile, cols } = plan;
  const pieces = screenRoom(plan);
  const addresses = engine.layOut(...pieces, 4 * tile, 4 * cols, 4 * cols);
  const [listAt, ownAt, otherAt] = addresses.slice(pieces.length);
  const screen = createScreen(engine, plan, addresses);
  const memory = new Float32Array(wasm.memory.buffer);
  const list = new Int32Array(wasm.memory.buffer, listAt, tile);
  wasm.screenBegin(0, 1, 0, plan.slack, plan.speck, 0, 0, 0, 0, 0, screen.ownLengths, screen.otherLengths);
  const fits = yield* screen.measureOthers();

  function isWithin(row: number, place: number): boolean {
    memory.set(rowOf(rows, row), ownAt / 4);
    memory.set(rowOf(others, place), otherAt / 4);
    return wasm.exactSquared(ownAt, otherAt, cols) <= squaredRadius;
  }

  /** Which of the others from..from + width, after the block's rows have been multiplied with them. */
  function* screened(first: number, count: number, found: number[][]): Generator<number, void> {
    for (let from = 0; from < m; from += tile) {
      const width = Math.min(tile, m - from);
      screen.takeTile(from, width);
      for (let i = 0; i < count; i += 1) {
        if (i % 4 === 0) screen.multiply(i);
        const products = screen.products + 4 * (i % 4) * tile;
        const hits = wasm.screenWithin(i, squaredRadius, products, from, width, screen.belows, listAt);
        for (let h = 0; h < hits; h += 1) {
          const place = list[h] < 0 ? ~list[h] : list[h];
          if (list[h] >= 0 || isWithin(first + i, place)) found[i].push(place);
        }
      }
      yield (first + (count * from) / m) / n;
    }
  }

  const result: WithinResult["blocks"][number][] = [];
  for (let b = team.next(); b * block < n; b = team.next()) {
    const first = b * block;
    const count = Math.min(block, n - first);
    const found = Array.from({ length: count }, (): number[] => []);
    if (fits && screen.takeBlock(rows, first, first + count)) yield* screened(first, count, found);
    else
      for (let i = 0; i < count; i += 1) {
        for (let place = 0; place < m; place += 1) if (isWithin(first + i, place)) found[i].push(place);
        yield (first + i) / n;
      }
    result.push({
      first,
      counts: Int32Array.from(found, (list) => list.length),
      places: Int32Array.from(found.flat()),
    });
  }
  return { blocks: result };
}

/** The neighbourhoods of all rows from the parts of all threads. */
export function joinWithin(
  n: number,
  parts: readonly WithinResult[],
): { readonly starts: Float64Array; readonly places: Int32Array } {
  const blocks = parts.flatMap((part) => part.blocks).sort((a, b) => a.first - b.first);
  const starts = new Float64Array(n + 1);
  const places = new Int32Array(blocks.reduce((sum, block) => sum + block.places.length, 0));
  let at = 0;
  for (const block of blocks) {
    places.set(block.places, at);
    at += block.places.length;
    block.counts.forEach((count, i) => {
      starts[block.first + i + 1] = starts[block.first + i] + count;
    });
  }
  return { starts, places };
}
