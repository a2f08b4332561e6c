/** From bytes to normalised values, by look-up. */

/**
 * table[256 c + b] = (b / 255 - mean_c) / std_c, so that a batch is filled by look-ups.
 *
 * @throws when there is not one finite mean and positive deviation a channel
 */
export function normalisationTable(
  { mean, std }: { readonly mean: readonly number[]; readonly std: readonly number[] },
  channels: number,
): Float32Array {
  const usable = mean.every(Number.isFinite) && std.every((value) => value > 0 && Number.isFinite(value));
  if (mean.length !== channels || std.length !== channels || !usable)
    throw new Error(
      `Normalisation needs ${channels} finite means and positive deviations, one a channel; got mean [${mean}] and std [${std}].`,
    );
  const table = new Float32Array(256 * channels);
  for (let c = 0; c < channels; c++)
    for (let byte = 0; byte < 256; byte++) table[256 * c + byte] = (byte / 255 - mean[c]) / std[c];
  return table;
}
