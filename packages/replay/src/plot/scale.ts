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

/** Moves places apart to at least `gap`, keeping their order and staying inside [low, high] as far as they fit. */
export function spreadApart(places: readonly number[], gap: number, low: number, high: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b] || a - b);
  const out = [...places];
  for (let k = 0; k < order.length; k += 1) {
    const floor = k === 0 ? low : out[order[k - 1]] + gap;
    out[order[k]] = Math.max(floor, out[order[k]]);
  }
  for (let k = order.length - 1; k >= 0; k -= 1) {
    const ceiling = k === order.length - 1 ? high : out[order[k + 1]] - gap;
    out[order[k]] = Math.min(ceiling, out[order[k]]);
  }
  return out;
}
