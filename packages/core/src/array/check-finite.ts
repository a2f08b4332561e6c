/** Refuses values that are not finite, naming the item. */

/**
 * @param what names the values in the error, for instance "embeddings"
 * @param data row-major values (n, cols)
 * @param rows the rows to look at
 * @param ids ids[i] names row i
 * @throws when a value of those rows is NaN or infinite
 */
export function checkFinite(
  what: string,
  data: ArrayLike<number>,
  cols: number,
  rows: ArrayLike<number>,
  ids: readonly string[],
): void {
  for (let r = 0; r < rows.length; r += 1) {
    const start = rows[r] * cols;
    if (isFiniteRun(data, start, start + cols)) continue;
    for (let j = 0; j < cols; j += 1) {
      const value = data[start + j];
      if (!Number.isFinite(value)) {
        const where = cols === 1 ? "" : ` in column ${j}`;
        throw new RangeError(
          `The ${what} of item "${ids[rows[r]]}" must be finite; got ${value}${where}. ` +
            "Repair or leave out this item.",
        );
      }
    }
  }
}

/** NaN and infinity less themselves are not zero, so sums tell; four of them, since one would wait for each addition. */
function isFiniteRun(data: ArrayLike<number>, from: number, to: number): boolean {
  const whole = to - ((to - from) % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let j = from; j < whole; j += 4) {
    a += data[j] - data[j];
    b += data[j + 1] - data[j + 1];
    c += data[j + 2] - data[j + 2];
    d += data[j + 3] - data[j + 3];
  }
  for (let j = whole; j < to; j += 1) a += data[j] - data[j];
  return a + b + c + d === 0;
}
