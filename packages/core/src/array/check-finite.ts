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
    let zero = 0; // NaN and infinity times zero are not zero: one comparison a row is enough where all is well
    for (let j = 0; j < cols; j += 1) zero += data[start + j] * 0;
    if (zero === 0) continue;
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
