/** The machinery that finding the nearest and finding all within a radius share: float32 products, tile by tile. */

import type { Engine } from "../wasm/engine.ts";
import { lengthOf, stageRows, type RowList } from "./stage.ts";

const GROUP = 4; // rows whose products are computed together
const PANEL = 8; // others a panel
const FLOAT_ROUNDING = 2 ** -24;
const LONGEST = 1e37; // squared length up to which float32 products cannot overflow

/** Room that a screen needs for the others' tile; all lengths in rows. */
export interface ScreenPlan {
  readonly others: RowList;
  readonly cols: number;
  readonly block: number; // rows at a time, a multiple of 4
  readonly tile: number; // others at a time, a multiple of 8
  /** Share and least amount that the bounds of a pair may be off by: see assembly/screen.ts. */
  readonly slack: number;
  readonly speck: number;
}

const BLOCK = 512;
const TILE = 256;

/** @param rows how many rows a block should have at most */
export function planScreen(rows: number, others: RowList): ScreenPlan {
  const block = GROUP * Math.ceil(Math.min(BLOCK, Math.max(1, rows)) / GROUP);
  return planOf(others, block, PANEL * Math.ceil(Math.min(TILE, Math.max(1, lengthOf(others))) / PANEL));
}

/** For a list with itself: every block is two tiles, so that a tile lies in a block or past it. */
export function planScreenOfItself(rows: RowList): ScreenPlan {
  const tile = PANEL * Math.ceil(Math.min(TILE, Math.max(1, lengthOf(rows) / 8)) / PANEL);
  return planOf(rows, 2 * tile, tile);
}

function planOf(others: RowList, block: number, tile: number): ScreenPlan {
  const { cols } = others.matrix;
  return {
    others,
    cols,
    block,
    tile,
    // The product is rounded once a column; taking the centre off, adding up the bounds and comparing, some ten times.
    slack: (cols + 32) * FLOAT_ROUNDING,
    speck: (cols + 32) * 3e-45,
  };
}

/** Bytes for `Screen`, in the order of its addresses. */
export function screenRoom({ block, tile, cols, others }: ScreenPlan): number[] {
  return [
    4 * cols,
    4 * block * cols,
    8 * block,
    4 * tile * cols,
    8 * tile,
    4 * tile * cols,
    4 * tile,
    4 * GROUP * tile,
    8 * lengthOf(others),
  ];
}

export interface Screen {
  readonly ownLengths: number;
  readonly otherLengths: number;
  readonly belows: number;
  readonly products: number;
  /** Measures the others' lengths; false when some are so long that float32 could overflow. */
  measureOthers(): Generator<number, boolean>;
  /** Takes in a block of rows; false when one is too long. */
  takeBlock(rows: RowList, from: number, to: number): boolean;
  /** Prepares the others from..from + m. */
  takeTile(from: number, m: number): void;
  /** Products of the block's rows i..i + 3 with the tile: (4, tile) at `products`. */
  multiply(i: number): void;
}

/** @param addresses of the pieces that `screenRoom` lists; the screen's own state has begun before the first tile */
export function createScreen(engine: Engine, plan: ScreenPlan, addresses: readonly number[]): Screen {
  const { wasm } = engine;
  const { others, cols, tile } = plan;
  const [centreAt, blockAt, ownLengths, rawAt, rawLengths, panelsAt, belows, products, otherLengths] =
    addresses;
  const memory = new Float32Array(wasm.memory.buffer);
  const numbers = new Float64Array(wasm.memory.buffer);
  memory.set(centreOf(others), centreAt / 4);

  const longest = (at: number, count: number): number =>
    numbers.subarray(at / 8, at / 8 + count).reduce((a, b) => Math.max(a, b), 0);

  return {
    ownLengths,
    otherLengths,
    belows,
    products,
    *measureOthers() {
      const count = lengthOf(others);
      for (let from = 0; from < count; from += tile) {
        const m = Math.min(tile, count - from);
        stageRows(memory, rawAt, others, from, from + m);
        wasm.centreRows(rawAt, m, cols, centreAt, otherLengths + 8 * from);
        if (!(longest(otherLengths + 8 * from, m) < LONGEST)) return false;
        yield from / count;
      }
      return true;
    },
    takeBlock(rows, from, to) {
      stageRows(memory, blockAt, rows, from, to);
      wasm.centreRows(blockAt, to - from, cols, centreAt, ownLengths);
      return longest(ownLengths, to - from) < LONGEST;
    },
    takeTile(from, m) {
      stageRows(memory, rawAt, others, from, from + m);
      wasm.centreRows(rawAt, m, cols, centreAt, rawLengths);
      for (let j = 0; j < m; j += PANEL)
        wasm.pack(rawAt + 4 * j * cols, Math.min(PANEL, m - j), cols, panelsAt + 4 * j * cols);
      wasm.screenOthers(from, m, belows);
    },
    multiply(i) {
      wasm.products4(blockAt + 4 * i * cols, cols, panelsAt, tile / PANEL, products, tile);
    },
  };
}

/** The mean of some rows: distances do not depend on it, but the shorter the rows are, the closer the bounds. */
function centreOf({ matrix, list }: RowList): Float32Array {
  const { cols, data } = matrix;
  const count = list?.length ?? matrix.rows;
  const mean = new Float64Array(cols);
  const stride = Math.max(1, Math.floor(count / 512));
  let taken = 0;
  for (let place = 0; place < count; place += stride, taken += 1) {
    const row = list === undefined ? place : list[place];
    for (let j = 0; j < cols; j += 1) mean[j] += data[row * cols + j];
  }
  return Float32Array.from(mean, (sum) => sum / taken);
}
