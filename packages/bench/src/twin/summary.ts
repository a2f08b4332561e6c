/** What a twin study says: seed by seed, and the paired difference over them. */
import { pairedInterval, type PairedInterval } from "@querent/core";
import { formatTable } from "../format-table.ts";
import type { Twins } from "./train-both.ts";

/** Steps whose losses are compared one by one; later, rounding has grown into different trainings. */
export const COMPARED_STEPS = 20;

const HEADER = [
  "seed",
  "steps",
  `${COMPARED_STEPS} losses within`,
  "Querent %",
  "PyTorch %",
  "difference",
  "Querent s",
  "PyTorch s",
];

/** One seed's figures as they are kept. */
export interface SeedResult {
  readonly seed: number;
  readonly steps: number;
  /** The largest difference of the first losses. */
  readonly lossDifference: number;
  readonly ours: SideResult;
  readonly theirs: SideResult;
}

export interface SideResult {
  readonly accuracy: number;
  readonly seconds: number;
  readonly firstLosses: readonly number[];
  readonly lastLoss: number;
}

/** What is kept of one seed's two trainings: the loss of each of the first steps, and how the last ones ended. */
export function seedResult(seed: number, { ours, theirs }: Twins): SeedResult {
  const side = ({ losses, accuracy, seconds }: Twins["ours"]): SideResult => ({
    accuracy,
    seconds,
    firstLosses: losses.slice(0, COMPARED_STEPS),
    lastLoss: losses[losses.length - 1],
  });
  const compared = ours.losses.slice(0, COMPARED_STEPS);
  const lossDifference = Math.max(...compared.map((loss, step) => Math.abs(loss - theirs.losses[step])));
  return { seed, steps: ours.losses.length, lossDifference, ours: side(ours), theirs: side(theirs) };
}

/** The interval of ours minus theirs, in shares; undefined for a single seed. */
export function accuracyDifference(results: readonly SeedResult[]): PairedInterval | undefined {
  if (results.length < 2) return undefined;
  return pairedInterval(
    results.map(({ ours }) => ours.accuracy),
    results.map(({ theirs }) => theirs.accuracy),
  );
}

/** The table of seeds, and a sentence on the difference. */
export function formatStudy(results: readonly SeedResult[]): string {
  const percent = (share: number, digits = 2): string => (100 * share).toFixed(digits);
  const rows = results.map(({ seed, steps, lossDifference, ours, theirs }) => [
    String(seed),
    String(steps),
    lossDifference.toExponential(1),
    percent(ours.accuracy),
    percent(theirs.accuracy),
    percent(ours.accuracy - theirs.accuracy),
    ours.seconds.toFixed(1),
    theirs.seconds.toFixed(1),
  ]);
  const table = formatTable(HEADER, rows);
  const interval = accuracyDifference(results);
  if (interval === undefined) return `${table}\n\nOne seed has no interval.`;
  const { mean, low, high, pValue } = interval;
  return `${table}\n\nQuerent minus PyTorch: ${percent(mean)} points, 95 % interval ${percent(low)} to ${percent(high)} (${results.length} seeds, p ${pValue.toFixed(2)}); zero is ${low <= 0 && high >= 0 ? "inside" : "outside"}.`;
}
