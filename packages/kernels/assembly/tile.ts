// Inner products in float32, 4 rows by 8 at a time, and what a screen needs to know: squared lengths with their error.

import { madd } from "./squared";

/** Takes `centre` off `count` float32 rows in place and writes their squared lengths in float64. */
export function centreRows(rows: usize, count: i32, cols: i32, centre: usize, lengths: usize): void {
  for (let i = 0; i < count; i += 1) {
    let sum: f64 = 0;
    for (let j = 0; j < cols; j += 1) {
      const value = load<f32>(rows + ((<usize>j) << 2)) - load<f32>(centre + ((<usize>j) << 2));
      store<f32>(rows + ((<usize>j) << 2), value);
      sum += <f64>value * <f64>value;
    }
    store<f64>(lengths + ((<usize>i) << 3), sum);
    rows += (<usize>cols) << 2;
  }
}

/** Puts `count` rows (at most 8) into a panel (cols, 8); the places that are left over are zeros. */
export function pack(rows: usize, count: i32, cols: i32, panel: usize): void {
  const stride = (<usize>cols) << 2;
  for (let k = 0; k < 8; k += 1) {
    const from = rows + <usize>k * stride;
    const to = panel + ((<usize>k) << 2);
    if (k < count)
      for (let j = 0; j < cols; j += 1)
        store<f32>(to + ((<usize>j) << 5), load<f32>(from + ((<usize>j) << 2)));
    else for (let j = 0; j < cols; j += 1) store<f32>(to + ((<usize>j) << 5), 0);
  }
}

/**
 * Products of 4 rows (stride cols) with the 8 of each of `panels` panels: out[i * outStride + 8 p + k], float32.
 * Each is added up over the columns in one lane, with one rounding or two a column.
 */
export function products4(
  rows: usize,
  cols: i32,
  panel: usize,
  panels: i32,
  out: usize,
  outStride: i32,
): void {
  const stride = (<usize>cols) << 2;
  const outBytes = (<usize>outStride) << 2;
  for (let p = 0; p < panels; p += 1) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let c0 = a0;
    let c1 = a0;
    let d0 = a0;
    let d1 = a0;
    let x = rows;
    const end = panel + ((<usize>cols) << 5);
    for (; panel < end; panel += 32, x += 4) {
      const y0 = v128.load(panel);
      const y1 = v128.load(panel, 16);
      const a = v128.load_splat<f32>(x);
      a0 = madd(a, y0, a0);
      a1 = madd(a, y1, a1);
      const b = v128.load_splat<f32>(x + stride);
      b0 = madd(b, y0, b0);
      b1 = madd(b, y1, b1);
      const c = v128.load_splat<f32>(x + 2 * stride);
      c0 = madd(c, y0, c0);
      c1 = madd(c, y1, c1);
      const d = v128.load_splat<f32>(x + 3 * stride);
      d0 = madd(d, y0, d0);
      d1 = madd(d, y1, d1);
    }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out + outBytes, b0);
    v128.store(out + outBytes, b1, 16);
    v128.store(out + 2 * outBytes, c0);
    v128.store(out + 2 * outBytes, c1, 16);
    v128.store(out + 3 * outBytes, d0);
    v128.store(out + 3 * outBytes, d1, 16);
    out += 32;
  }
}
