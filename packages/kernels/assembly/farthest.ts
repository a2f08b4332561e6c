// Farthest-first traversal by lazy evaluation. A candidate's distance to its nearest centre only falls as centres come,
// so what it was when last looked at bounds it from above: only candidates whose bound reaches the best are brought up
// to date, and only until their bound falls below it. Distances are float32 with an error bound; what decides is exact.

import { exactSquared } from "./exact";
import { squared } from "./squared";

/** Copies candidate `i` to the row for it. */
declare function stage(i: i32): void;

const HUGE: f64 = 3e38; // where float32 sums may have overflowed

let cols: i32 = 0;
let width: i32 = 0; // cols filled up to a multiple of 16
let stride: usize = 0; // bytes of a row
let capacity: i32 = 0; // centres at most
let centres: i32 = 0; // centres so far
let size: i32 = 0; // candidates on the heap
let hasGaps: bool = false; // whether distances between centres are kept

let row: usize = 0; // the staged candidate
let centreRows: usize = 0; // (capacity, width) float32
let gaps: usize = 0; // (capacity, capacity) float32: below the squared distance of centre q and a later centre c, at q * capacity + c
let bound: usize = 0; // (n) float64: above the squared distance to the nearest centre, or exactly it
let others: usize = 0; // (n) float64: below the squared distance to every centre seen that could be as near as `near`
let near: usize = 0; // (n) int32: the nearest centre, -1 before the first
let seen: usize = 0; // (n) int32: how many centres the bound takes account of
let sure: usize = 0; // (n) uint8: whether the bound is exact and `near` certain
let heap: usize = 0; // (size) int32: candidates, the largest bound first, of equal ones the earlier

let relative: f64 = 0; // error of a float32 squared distance, relative
let absolute: f64 = 0; // and absolute
let work: f64 = 0; // columns looked at
let pairs: f64 = 0; // distances begun

function at8(array: usize, i: i32): usize {
  return array + ((<usize>i) << 3);
}
function at4(array: usize, i: i32): usize {
  return array + ((<usize>i) << 2);
}
function below(a: f32): f64 {
  return min(<f64>a, HUGE) * (1 - relative) - absolute;
}
function above(a: f32): f64 {
  return <f64>a * (1 + relative) + absolute;
}
/** A float32 sum past it proves that the exact one is past `value`. */
function limitFor(value: f64): f32 {
  const limit = (value + absolute) * (1 + 2 * relative);
  return limit < HUGE ? <f32>limit : f32.MAX_VALUE;
}

/** Begins a traversal; the arrays' addresses are those of the variables above. */
export function farthestBegin(
  n: i32,
  columns: i32,
  centreCapacity: i32,
  keepGaps: bool,
  rowAt: usize,
  centreRowsAt: usize,
  gapsAt: usize,
  boundAt: usize,
  othersAt: usize,
  nearAt: usize,
  seenAt: usize,
  sureAt: usize,
  heapAt: usize,
): void {
  cols = columns;
  width = (columns + 15) & ~15;
  stride = (<usize>width) << 2;
  capacity = centreCapacity;
  hasGaps = keepGaps;
  centres = 0;
  size = n;
  row = rowAt;
  centreRows = centreRowsAt;
  gaps = gapsAt;
  bound = boundAt;
  others = othersAt;
  near = nearAt;
  seen = seenAt;
  sure = sureAt;
  heap = heapAt;
  // A term is rounded three times, the sum of a lane width / 16 times, the lanes' and sums' five times; the exact sum
  // itself is rounded cols times in float64. Below the normal numbers each term may lose 2^-149.
  relative = (<f64>(width >> 4) + 9) * 5.97e-8 + <f64>cols * 2.3e-16;
  absolute = <f64>cols * 3e-45;
  work = 0;
  pairs = 0;
  for (let i = 0; i < n; i += 1) {
    store<f64>(at8(bound, i), Infinity);
    store<f64>(at8(others, i), Infinity);
    store<i32>(at4(near, i), -1);
    store<i32>(at4(seen, i), 0);
    store<u8>(sure + <usize>i, 0);
    store<i32>(at4(heap, i), i);
  }
}

/** Takes in the centre whose row the caller has written behind those of the others. */
export function farthestAddCentre(): void {
  const c = centres;
  if (hasGaps) {
    const at = centreRows + <usize>c * stride;
    for (let q = 0; q < c; q += 1) {
      const gap = squared(centreRows + <usize>q * stride, at, width, f32.MAX_VALUE);
      store<f32>(at4(gaps, q * capacity + c), <f32>(max(0, below(gap)) * (1 - 1e-6)));
    }
  }
  centres = c + 1;
}

/** Takes the candidate on top of the heap away. */
export function farthestDrop(): void {
  size -= 1;
  store<i32>(heap, load<i32>(at4(heap, size)));
  if (size > 0) sink();
}

export function farthestBound(i: i32): f64 {
  return load<f64>(at8(bound, i));
}
export function farthestNear(i: i32): i32 {
  return load<i32>(at4(near, i));
}
/** Distances begun and columns looked at since the beginning. */
export function farthestPairs(): f64 {
  return pairs;
}
export function farthestWork(): f64 {
  return work;
}

/**
 * The farthest candidate, its bound exact and its nearest centre certain; -1 when all are nearer than `bar` or none is
 * left; -2 when about `budget` columns have been looked at first: call again.
 */
export function farthestSettle(bar: f64, budget: f64): i32 {
  const until = work + budget;
  let best = bar;
  while (hasCandidates()) {
    const i = load<i32>(heap);
    if (load<f64>(at8(bound, i)) < bar) return -1;
    if (work > until) return -2;
    const current = load<i32>(at4(seen, i)) == centres;
    if (current && load<u8>(sure + <usize>i)) return i;
    stage(i);
    work += <f64>width; // for the copy
    if (current) confirm(i);
    else {
      update(i, best);
      if (load<i32>(at4(seen, i)) == centres) {
        const value = load<f64>(at8(bound, i));
        best = max(best, load<u8>(sure + <usize>i) ? value : value * (1 - 3 * relative) - 3 * absolute);
      }
    }
    sink();
  }
  return -1;
}

function hasCandidates(): bool {
  return size > 0;
}

/** Takes account of centres that the staged candidate has not seen, until its bound is below `best`. */
function update(i: i32, best: f64): void {
  let value = load<f64>(at8(bound, i));
  let rest = load<f64>(at8(others, i));
  let from = load<i32>(at4(near, i));
  let certain = load<u8>(sure + <usize>i) != 0;
  let limit = limitFor(value);
  let c = load<i32>(at4(seen, i));
  let begun = 0;
  while (c < centres) {
    if (hasGaps && from >= 0) {
      // ||x - c|| >= ||near - c|| - ||x - near||, so a centre twice as far from the nearest as x is cannot be nearer.
      const reach: f32 = <f32>(value * 4.00001);
      const base = at4(gaps, from * capacity);
      while (c < centres && load<f32>(at4(base, c)) > reach) c += 1;
      if (c == centres) break;
    }
    begun += 1;
    const at = centreRows + <usize>c * stride;
    const a = squared(row, at, width, limit);
    const low = below(a);
    if (low <= value) {
      const high = above(a);
      if (from < 0 || high < value) {
        if (from >= 0) rest = certain ? value : min(rest, value * (1 - 3 * relative) - 3 * absolute);
        value = high;
        from = c;
        certain = false;
        limit = limitFor(value);
      } else if (certain) {
        const exact = exactSquared(row, at, cols);
        if (exact < value) {
          value = exact;
          from = c;
          limit = limitFor(value);
        }
      } else rest = min(rest, low);
    }
    c += 1;
    if (value < best) break;
  }
  pairs += <f64>begun;
  work += <f64>begun * <f64>width;
  store<f64>(at8(bound, i), value);
  store<f64>(at8(others, i), rest);
  store<i32>(at4(near, i), from);
  store<i32>(at4(seen, i), c);
  store<u8>(sure + <usize>i, certain ? 1 : 0);
}

/** Makes the bound of the staged candidate exact. Where another centre may be as near, all that could be are measured. */
function confirm(i: i32): void {
  let from = load<i32>(at4(near, i));
  let value = exactSquared(row, centreRows + <usize>from * stride, cols);
  work += <f64>(cols * 8);
  if (value >= load<f64>(at8(others, i))) {
    const first = value;
    const limit = limitFor(first);
    value = Infinity;
    for (let c = 0; c < centres; c += 1) {
      const at = centreRows + <usize>c * stride;
      if (below(squared(row, at, width, limit)) > first) continue;
      const exact = exactSquared(row, at, cols);
      work += <f64>(cols * 8);
      if (exact < value) {
        value = exact;
        from = c;
      }
    }
    work += <f64>centres * <f64>width;
  }
  store<f64>(at8(bound, i), value);
  store<i32>(at4(near, i), from);
  store<u8>(sure + <usize>i, 1);
}

/** Puts the candidate on top of the heap where it belongs. */
function sink(): void {
  const i = load<i32>(heap);
  const value = load<f64>(at8(bound, i));
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= size) break;
    let j = load<i32>(at4(heap, child));
    let other = load<f64>(at8(bound, j));
    if (child + 1 < size) {
      const k = load<i32>(at4(heap, child + 1));
      const another = load<f64>(at8(bound, k));
      if (another > other || (another == other && k < j)) {
        child += 1;
        j = k;
        other = another;
      }
    }
    if (other < value || (other == value && j > i)) break;
    store<i32>(at4(heap, hole), j);
    hole = child;
  }
  store<i32>(at4(heap, hole), i);
}
