/** Medians and ratios of speed cases. */
import { formatTable } from "../format-table.ts";
import type { Rates, SpeedCase } from "./measure.ts";

const HEADER = ["images/s", "batch", "Querent", "torch NHWC", "torch NCHW", "torch frozen", "ratio", "range"];

export interface SpeedResult extends SpeedCase {
  /** Images a second, one figure a round. */
  readonly rates: Rates;
  readonly medians: Readonly<Record<string, number>>;
  /** Querent's median over the best of PyTorch's eager medians. */
  readonly ratio: number;
  /** The least and the largest ratio of a round, against the same variant. */
  readonly ratioRange: readonly [number, number];
}

/** Medians over the rounds, and Querent's ratio to the eager PyTorch variant whose median is best. */
export function speedResult(of: SpeedCase, rates: Rates): SpeedResult {
  const medians = Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, median(values)]));
  const eager = Object.keys(rates).filter((name) => name !== "querent" && name !== "torch frozen");
  const best = eager.reduce((a, b) => (medians[b] > medians[a] ? b : a));
  const ratios = rates.querent.map((rate, round) => rate / rates[best][round]);
  return {
    ...of,
    rates,
    medians,
    ratio: medians.querent / medians[best],
    ratioRange: [Math.min(...ratios), Math.max(...ratios)],
  };
}

/** One row a case; figures are median images a second. */
export function formatSpeeds(results: readonly SpeedResult[]): string {
  const rate = (value: number | undefined): string =>
    value === undefined ? "" : value.toFixed(value < 100 ? 1 : 0);
  const rows = results.map(({ network, batch, mode, medians, ratio, ratioRange }) => [
    `${network} ${mode}`,
    String(batch),
    rate(medians.querent),
    rate(medians["torch channels_last"]),
    rate(medians["torch contiguous"]),
    rate(medians["torch frozen"]),
    ratio.toFixed(2),
    ratioRange.map((value) => value.toFixed(2)).join("-"),
  ]);
  return formatTable(HEADER, rows);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
