/** Ranks others by their exact squared distance from one row; of equal ones the earlier comes first. */

import type { Engine } from "../wasm/engine.ts";
import { lengthOf, rowOf, stageRows, type RowList } from "./stage.ts";

/** The nearest in order; the arrays are used again by the next ranking. */
export interface Ranking {
  count: number;
  readonly places: Int32Array;
  readonly squared: Float64Array;
}

export interface ExactRanker {
  /** The k nearest of the others at these places. */
  rank(row: number, places: Int32Array, k: number): Ranking;
  /** The k nearest of all others. */
  rankAll(row: number, k: number): Ranking;
}

interface Problem {
  readonly rows: RowList;
  readonly others: RowList;
  readonly k: number;
  readonly exceptSelf: boolean;
}

const PIECE = 64; // others measured together

export const exactRanker = {
  /** Bytes for the addresses that `create` is given. */
  room: (cols: number): number[] => [4 * PIECE * cols, 4 * PIECE, 8 * cols, 64 * cols, 8 * PIECE],

  create(
    engine: Engine,
    { rows, others, k, exceptSelf }: Problem,
    addresses: readonly number[],
  ): ExactRanker {
    const { wasm } = engine;
    const { cols } = others.matrix;
    const [rowsAt, listAt, ownAt, tileAt, outAt] = addresses;
    const memory = new Float32Array(wasm.memory.buffer);
    const numbers = new Float64Array(wasm.memory.buffer);
    const list = new Uint32Array(wasm.memory.buffer, listAt, PIECE);
    for (let i = 0; i < PIECE; i += 1) list[i] = rowsAt + 4 * i * cols;
    const ranking: Ranking = { count: 0, places: new Int32Array(k), squared: new Float64Array(k) };

    /** Measures the `count` staged rows against the own row. */
    function measure(count: number): void {
      wasm.exactScan(1, listAt, count, cols, ownAt, 1, tileAt, outAt, PIECE);
    }

    function begin(row: number): void {
      ranking.count = 0;
      numbers.set(rowOf(rows, row), ownAt / 8);
    }

    function isSelf(row: number, place: number): boolean {
      return exceptSelf && (rows.list?.[row] ?? row) === (others.list?.[place] ?? place);
    }

    function offer(place: number, value: number, kept: number): void {
      const { places, squared } = ranking;
      if (ranking.count === kept) {
        if (value > squared[kept - 1] || (value === squared[kept - 1] && place > places[kept - 1])) return;
      } else ranking.count += 1;
      let at = ranking.count - 1;
      for (
        ;
        at > 0 && (squared[at - 1] > value || (squared[at - 1] === value && places[at - 1] > place));
        at -= 1
      ) {
        squared[at] = squared[at - 1];
        places[at] = places[at - 1];
      }
      squared[at] = value;
      places[at] = place;
    }

    return {
      rank(row, among, kept) {
        begin(row);
        for (let from = 0; from < among.length; from += PIECE) {
          const to = Math.min(among.length, from + PIECE);
          for (let p = from; p < to; p += 1)
            memory.set(rowOf(others, among[p]), rowsAt / 4 + (p - from) * cols);
          measure(to - from);
          for (let p = from; p < to; p += 1)
            if (!isSelf(row, among[p])) offer(among[p], numbers[outAt / 8 + p - from], kept);
        }
        return ranking;
      },
      rankAll(row, kept) {
        begin(row);
        const count = lengthOf(others);
        for (let from = 0; from < count; from += PIECE) {
          const to = Math.min(count, from + PIECE);
          stageRows(memory, rowsAt, others, from, to);
          measure(to - from);
          for (let p = from; p < to; p += 1)
            if (!isSelf(row, p)) offer(p, numbers[outAt / 8 + p - from], kept);
        }
        return ranking;
      },
    };
  },
};
