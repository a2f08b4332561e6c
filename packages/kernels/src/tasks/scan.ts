/** Squared distances or products of all rows with all others: every number is asked for, so every one is exact. */

import type { Matrix } from "@querent/core";
import type { Engine } from "../wasm/engine.ts";
import { lengthOf, stageRows, type RowList } from "./stage.ts";
import type { Team } from "./task.ts";

export interface ScanJob {
  readonly what: "distances" | "products";
  readonly rows: RowList;
  readonly others: Matrix;
  readonly out: Float64Array; // (others, rows)
}

const VALUES_A_PIECE = 2 ** 18; // of the rows: 1 MiB
const VALUES_OF_OTHERS = 2 ** 15; // 256 KiB in float64
const LANES = 8;

/** As `Kernels.distances` and `Kernels.products` say, written to `out`. */
export function* scanTask(
  engine: Engine,
  { what, rows, others, out }: ScanJob,
  team: Team,
): Generator<number, undefined> {
  const { wasm } = engine;
  const { cols } = others;
  const n = lengthOf(rows);
  const piece = LANES * Math.max(1, Math.min(128, Math.floor(VALUES_A_PIECE / (LANES * Math.max(1, cols)))));
  const chunk = Math.max(1, Math.min(others.rows, Math.floor(VALUES_OF_OTHERS / Math.max(1, cols))));
  const [rowsAt, listAt, othersAt, tileAt, outAt] = engine.layOut(
    4 * piece * cols,
    4 * piece,
    8 * chunk * cols,
    8 * LANES * cols,
    8 * chunk * piece,
  );
  const memory = new Float32Array(wasm.memory.buffer);
  const numbers = new Float64Array(wasm.memory.buffer);
  const addresses = new Uint32Array(wasm.memory.buffer, listAt, piece);
  for (let i = 0; i < piece; i += 1) addresses[i] = rowsAt + 4 * i * cols;

  for (let start = 0; start < others.rows; start += chunk) {
    const m = Math.min(chunk, others.rows - start);
    const pieces = Math.ceil(n / piece);
    numbers.set(others.data.subarray(start * cols, (start + m) * cols), othersAt / 8);
    for (let p = team.thread; p < pieces; p += team.threads) {
      const from = p * piece;
      const to = Math.min(n, from + piece);
      stageRows(memory, rowsAt, rows, from, to);
      wasm.exactScan(
        what === "distances" ? 1 : 0,
        listAt,
        to - from,
        cols,
        othersAt,
        m,
        tileAt,
        outAt,
        piece,
      );
      for (let o = 0; o < m; o += 1) {
        const values = outAt / 8 + o * piece;
        out.set(numbers.subarray(values, values + to - from), (start + o) * n + from);
      }
      yield (start + (m * (p + 1)) / pieces) / others.rows;
    }
  }
}
