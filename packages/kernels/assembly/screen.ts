// Screens for the nearest: which rows may be among the k nearest of another, judged in float32 with an error bound.
// A pair's squared distance lies between low = lowOf(|x|^2) + lowOf(|y|^2) - 2 x.y and high = low + twice what lowOf took
// off. A row keeps the pairs whose low does not pass the k-th smallest high that it knows of; what is left at the end is
// measured exactly.

let k: i32 = 0;
let room: i32 = 0; // pairs a row has room for
let slack: f64 = 0; // what lowOf takes off: this share of a squared length
let speck: f64 = 0; // and this much, for lengths below the normal numbers
let lows: usize = 0; // (rows, room) float32
let marks: usize = 0; // (rows, room) int32: the other's number
let counts: usize = 0; // (rows) int32: pairs kept; -1 when there was no room for all
let limits: usize = 0; // (rows) float32: a pair whose low is above it is out
let highs: usize = 0; // (k) float32: scratch
let ownLengths: usize = 0; // (rows) float64: squared lengths of the rows
let otherLengths: usize = 0; // (others) float64: squared lengths by number

function at4(array: usize, i: i32): usize {
  return array + ((<usize>i) << 2);
}
function at8(array: usize, i: i32): usize {
  return array + ((<usize>i) << 3);
}

/** Begins with `rows` rows that know nothing. */
export function screenBegin(
  rows: i32,
  nearest: i32,
  pairs: i32,
  slackShare: f64,
  slackLeast: f64,
  lowsAt: usize,
  marksAt: usize,
  countsAt: usize,
  limitsAt: usize,
  highsAt: usize,
  ownLengthsAt: usize,
  otherLengthsAt: usize,
): void {
  k = nearest;
  room = pairs;
  slack = slackShare;
  speck = slackLeast;
  lows = lowsAt;
  marks = marksAt;
  counts = countsAt;
  limits = limitsAt;
  highs = highsAt;
  ownLengths = ownLengthsAt;
  otherLengths = otherLengthsAt;
  for (let i = 0; i < rows; i += 1) {
    store<i32>(at4(counts, i), 0);
    store<f32>(at4(limits, i), f32.MAX_VALUE);
  }
}

function lowOf(length: f64): f32 {
  return <f32>(length * (1 - slack) - speck);
}

/** Writes what `screenTile` and `screenWithin` need of the others from..from + m: room for m float32. */
export function screenOthers(from: i32, m: i32, belows: usize): void {
  for (let j = 0; j < m; j += 1) store<f32>(at4(belows, j), lowOf(load<f64>(at8(otherLengths, from + j))));
}

/** Offers products (count, stride) with the others from..from + m to the rows first..first + count. */
export function screenTile(
  first: i32,
  count: i32,
  products: usize,
  stride: i32,
  from: i32,
  m: i32,
  belows: usize,
): void {
  for (let i = first; i < first + count; i += 1) {
    if (load<i32>(at4(counts, i)) >= 0) screenRow(i, products, from, m, belows);
    products += (<usize>stride) << 2;
  }
}

/**
 * As `screenTile`, where rows and others are the same list and the tile lies past the rows: each pair is offered to both.
 * The rows' squared lengths and the others' are one array then, by number.
 */
export function screenBoth(
  first: i32,
  count: i32,
  products: usize,
  stride: i32,
  from: i32,
  m: i32,
  belows: usize,
): void {
  for (let i = first; i < first + count; i += 1) {
    const own = lowOf(load<f64>(at8(ownLengths, i)));
    const owns = f32x4.splat(own);
    const minusTwo = f32x4.splat(-2);
    let limit = f32x4.splat(load<f32>(at4(limits, i)));
    let j = 0;
    for (; j + 4 <= m; j += 4) {
      const low = f32x4.add(
        owns,
        f32x4.add(v128.load(at4(belows, j)), f32x4.mul(minusTwo, v128.load(at4(products, j)))),
      );
      const passed = v128.or(f32x4.le(low, limit), f32x4.le(low, v128.load(at4(limits, from + j))));
      if (!v128.any_true(passed)) continue;
      for (let lane = j; lane < j + 4; lane += 1)
        offerBoth(i, from + lane, lowAt(own, lane, belows, products));
      limit = f32x4.splat(load<f32>(at4(limits, i)));
    }
    for (; j < m; j += 1) offerBoth(i, from + j, lowAt(own, j, belows, products));
    products += (<usize>stride) << 2;
  }
}

function lowAt(own: f32, j: i32, belows: usize, products: usize): f32 {
  return own + (load<f32>(at4(belows, j)) - 2 * load<f32>(at4(products, j)));
}

function offerBoth(i: i32, j: i32, low: f32): void {
  if (low <= load<f32>(at4(limits, i))) offer(i, j, low);
  if (low <= load<f32>(at4(limits, j))) offer(j, i, low);
}

/**
 * Lists the others of from..from + m that may lie within `squaredRadius` of row i, those that certainly do by their
 * number, the others by ~number; returns how many. `products`: (m) float32; `list`: room for m int32.
 */
export function screenWithin(
  i: i32,
  squaredRadius: f64,
  products: usize,
  from: i32,
  m: i32,
  belows: usize,
  list: usize,
): i32 {
  const length = load<f64>(at8(ownLengths, i));
  const own = lowOf(length);
  let found = 0;
  for (let j = 0; j < m; j += 1) {
    const low = <f64>(own + load<f32>(at4(belows, j)) - 2 * load<f32>(at4(products, j)));
    if (low > squaredRadius) continue;
    const high = low + widthOf(length, load<f64>(at8(otherLengths, from + j)));
    store<i32>(at4(list, found), high <= squaredRadius ? from + j : ~(from + j));
    found += 1;
  }
  return found;
}

function widthOf(x: f64, y: f64): f64 {
  return 2 * slack * (x + y) + 4 * speck;
}

function screenRow(i: i32, products: usize, from: i32, m: i32, belows: usize): void {
  const own = lowOf(load<f64>(at8(ownLengths, i)));
  const minusTwo = f32x4.splat(-2);
  let limit = f32x4.splat(load<f32>(at4(limits, i)) - own);
  let j = 0;
  for (; j + 4 <= m; j += 4) {
    const low = f32x4.add(v128.load(at4(belows, j)), f32x4.mul(minusTwo, v128.load(at4(products, j))));
    let passed = i32x4.bitmask(f32x4.le(low, limit));
    if (passed == 0) continue;
    for (let lane = 0; passed != 0; lane += 1, passed >>= 1) {
      if (passed & 1)
        offer(
          i,
          from + j + lane,
          own + load<f32>(at4(belows, j + lane)) - 2 * load<f32>(at4(products, j + lane)),
        );
    }
    if (load<i32>(at4(counts, i)) < 0) return;
    limit = f32x4.splat(load<f32>(at4(limits, i)) - own);
  }
  for (; j < m; j += 1) {
    const low = own + load<f32>(at4(belows, j)) - 2 * load<f32>(at4(products, j));
    if (low <= load<f32>(at4(limits, i))) offer(i, from + j, low);
    if (load<i32>(at4(counts, i)) < 0) return;
  }
}

/** Keeps a pair whose low does not pass the row's limit. */
export function offer(i: i32, mark: i32, low: f32): void {
  let count = load<i32>(at4(counts, i));
  if (count < 0) return;
  if (count == room) {
    count = screenTrim(i);
    if (count == room) {
      store<i32>(at4(counts, i), -1);
      return;
    }
  }
  store<f32>(at4(lows, i * room + count), low);
  store<i32>(at4(marks, i * room + count), mark);
  store<i32>(at4(counts, i), count + 1);
}

/** Lowers the row's limit to the k-th smallest high, drops what is above it, and returns how many are left. */
export function screenTrim(i: i32): i32 {
  const count = load<i32>(at4(counts, i));
  if (count < k) return count;
  const base = i * room;
  const own = load<f64>(at8(ownLengths, i));
  for (let p = 0; p < count; p += 1) {
    const mark = load<i32>(at4(marks, base + p));
    const high = <f64>load<f32>(at4(lows, base + p)) + widthOf(own, load<f64>(at8(otherLengths, mark)));
    keepSmallest(p, <f32>(high * (1 + 1e-6)));
  }
  const limit = min(load<f32>(at4(limits, i)), load<f32>(highs));
  store<f32>(at4(limits, i), limit);
  let left = 0;
  for (let p = 0; p < count; p += 1) {
    const low = load<f32>(at4(lows, base + p));
    if (low > limit) continue;
    store<f32>(at4(lows, base + left), low);
    store<i32>(at4(marks, base + left), load<i32>(at4(marks, base + p)));
    left += 1;
  }
  store<i32>(at4(counts, i), left);
  return left;
}

/** `highs` as a heap of the k smallest of the first p + 1 values, the largest first. */
function keepSmallest(p: i32, value: f32): void {
  if (p < k) {
    let hole = p;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = load<f32>(at4(highs, parent));
      if (above >= value) break;
      store<f32>(at4(highs, hole), above);
      hole = parent;
    }
    store<f32>(at4(highs, hole), value);
    return;
  }
  if (value >= load<f32>(highs)) return;
  let hole = 0;
  for (let child = 1; child < k; child = 2 * hole + 1) {
    if (child + 1 < k && load<f32>(at4(highs, child + 1)) > load<f32>(at4(highs, child))) child += 1;
    const below = load<f32>(at4(highs, child));
    if (below <= value) break;
    store<f32>(at4(highs, hole), below);
    hole = child;
  }
  store<f32>(at4(highs, hole), value);
}
