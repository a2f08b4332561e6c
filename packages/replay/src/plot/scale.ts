/** Axes: from values to places, and the round numbers written beside them. */

/** A linear map from a range of values to a range of places. */
export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
}

/** value -> from + (value - low) / (high - low) (to - from). */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const [from, to] = range;
  return Object.assign((value: number) => from + ((value - low) / (high - low)) * (to - from), { domain });
}

/** Round numbers inside [low, high], 1, 2, 2.5 or 5 times a power of ten apart, about `wanted` of them. */
export function ticks(low: number, high: number, wanted: number): number[] {
  const rough = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const out: number[] = [];
  for (let i = first; i * step <= high + step * 1e-9; i += 1) out.push(Number((i * step).toPrecision(12)));
  return out;
}

/** The range of the values with a little room, never empty. */
export function paddedRange(values: readonly number[], share = 0.06): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = high > low ? (high - low) * share : 0.01;
  return [low - room, high + room];
}

/**
 * Moves places apart to at least `gap`, keeping their order, as little as can be in squares, inside [low, high] as far
 * as they fit. With the gaps taken out the places may not fall: isotonic regression, by pooling adjacent violators.
 */
export function spreadApart(places: readonly number[], gap: number, low: number, high: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b] || a - b);
  const blocks: { mean: number; count: number }[] = [];
  order.forEach((i, k) => {
    let last = { mean: places[i] - k * gap, count: 1 };
    for (
      let before = blocks.at(-1);
      before !== undefined && before.mean > last.mean;
      before = blocks.at(-1)
    ) {
      blocks.pop();
      const count = before.count + last.count;
      last = { mean: (before.mean * before.count + last.mean * last.count) / count, count };
    }
    blocks.push(last);
  });
  const most = high - gap * (places.length - 1);
  const moved = blocks.flatMap(({ mean, count }) =>
    Array.from({ length: count }, () => Math.max(low, Math.min(most, mean))),
  );
  const out = [...places];
  order.forEach((i, k) => (out[i] = moved[k] + k * gap));
  return out;
}
