/** The mean and the standard deviation of a list. */

/** The arithmetic mean, summed in order. @throws when the list is empty */
export function mean(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("A mean needs at least one value; got none.");
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i];
  return sum / values.length;
}

/** sqrt(sum (x - mean)^2 / (n - 1)). @throws when there are fewer than two values */
export function standardDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) {
    throw new RangeError(`A standard deviation needs at least two values; got ${values.length}.`);
  }
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (values[i] - centre) ** 2;
  return Math.sqrt(sum / (values.length - 1));
}
