/** Checks that numbers are the probabilities of one distribution. */

/**
 * @param words names the numbers in the error, for instance "probabilities"
 * @param id of the item whose numbers stand at `from` to `to` - 1
 * @throws when one is not in [0, 1], or they do not sum to 1 within 0.001
 */
export function checkDistribution(
  words: string,
  data: ArrayLike<number>,
  from: number,
  to: number,
  id: string,
): void {
  let sum = 0;
  for (let j = from; j < to; j += 1) {
    if (!(data[j] >= 0 && data[j] <= 1)) {
      throw new RangeError(
        `The ${words} of item "${id}" must be in [0, 1]; got ${data[j]}. ` +
          "Give the output of a softmax, not logits.",
      );
    }
    sum += data[j];
  }
  if (Math.abs(sum - 1) > 1e-3) {
    throw new RangeError(
      `The ${words} of item "${id}" must sum to 1 within 0.001; got ${sum}. ` +
        "Give one softmax over all classes.",
    );
  }
}
