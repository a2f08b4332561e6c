/** What a twin study says: seed by seed, and the paired difference over them. */
import { pairedInterval, type PairedInterval } from "@querent/core";
import { formatTable } from "../format-table.ts";
import { COMPARED_STEPS, type FirstLosses, type Twins } from "./train-both.ts";

/** The difference of losses that a seed is counted by. */
export const LOSS_TOLERANCE = 1e-3;

/** The largest difference of the first losses between two trainings of one seed. */
export interface LossDifferences {
  /** Querent and PyTorch, both in float32. */
  readonly twins: number;
  /** The same, our convolutions as direct sums. */
  readonly direct: number;
  /** PyTorch in float32 and in float64: what its own rounding does. */
  readonly theirRounding: number;
  /** Querent in float32 and PyTorch in float64. */
  readonly ourRounding: number;
  /** Querent and PyTorch, both in float64, where that was asked for. */
  readonly exact?: number;
}

/** One seed's figures as they are kept. */
export interface SeedResult {
  readonly seed: number;
  readonly steps: number;
  readonly lossDifference: LossDifferences;
  readonly ours: SideResult;
  readonly theirs: SideResult;
  readonly first: FirstLosses;
}

export interface SideResult {
  readonly accuracy: number;
  readonly seconds: number;
  readonly firstLosses: readonly number[];
  readonly lastLoss: number;
}

const COMPARISONS: readonly (readonly [keyof LossDifferences, string])[] = [
  ["twins", "Querent - PyTorch"],
  ["direct", "direct sums - PyTorch"],
  ["theirRounding", "PyTorch - its float64"],
  ["ourRounding", "Querent - that float64"],
  ["exact", "both float64"],
];

const HEADER = [
  "seed",
  "steps",
  ...COMPARISONS.map(([, title]) => title),
  "Querent %",
  "PyTorch %",
  "difference",
  "Querent s",
  "PyTorch s",
];

/** What is kept of one seed's trainings: the loss of each of the first steps, and how the last ones ended. */
export function seedResult(seed: number, { ours, theirs, first }: Twins): SeedResult {
  const side = ({ losses, accuracy, seconds }: Twins["ours"]): SideResult => ({
    accuracy,
    seconds,
    firstLosses: losses.slice(0, COMPARED_STEPS),
    lastLoss: losses[losses.length - 1],
  });
  return {
    seed,
    steps: ours.losses.length,
    lossDifference: {
      twins: largestDifference(ours.losses, theirs.losses),
      direct: largestDifference(first.oursDirect, theirs.losses),
      theirRounding: largestDifference(theirs.losses, first.theirsDouble),
      ourRounding: largestDifference(ours.losses, first.theirsDouble),
      ...(first.oursDouble && { exact: largestDifference(first.oursDouble, first.theirsDouble) }),
    },
    ours: side(ours),
    theirs: side(theirs),
    first,
  };
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.slice(0, COMPARED_STEPS).map((loss, step) => Math.abs(loss - b[step])));
}

/** The interval of ours minus theirs, in shares; undefined for a single seed. */
export function accuracyDifference(results: readonly SeedResult[]): PairedInterval | undefined {
  if (results.length < 2) return undefined;
  return pairedInterval(
    results.map(({ ours }) => ours.accuracy),
    results.map(({ theirs }) => theirs.accuracy),
  );
}

/** The table of seeds, then how far the first losses part, then a sentence on the difference of accuracies. */
export function formatStudy(results: readonly SeedResult[]): string {
  const percent = (share: number, digits = 2): string => (100 * share).toFixed(digits);
  const rows = results.map(({ seed, steps, lossDifference, ours, theirs }) => [
    String(seed),
    String(steps),
    ...COMPARISONS.map(([which]) => lossDifference[which]?.toExponential(1) ?? ""),
    percent(ours.accuracy),
    percent(theirs.accuracy),
    percent(ours.accuracy - theirs.accuracy),
    ours.seconds.toFixed(1),
    theirs.seconds.toFixed(1),
  ]);
  const losses = `${formatTable(HEADER, rows)}\n\n${formatLosses(results)}`;
  const interval = accuracyDifference(results);
  if (interval === undefined) return `${losses}\n\nOne seed has no interval.`;
  const { mean, low, high, pValue } = interval;
  return `${losses}\n\nQuerent minus PyTorch: ${percent(mean)} points, 95 % interval ${percent(low)} to ${percent(high)} (${results.length} seeds, p ${pValue.toFixed(2)}); zero is ${low <= 0 && high >= 0 ? "inside" : "outside"}.`;
}

function formatLosses(results: readonly SeedResult[]): string {
  const lines = COMPARISONS.flatMap(([which, title]) => {
    const differences = results.flatMap(({ lossDifference }) => lossDifference[which] ?? []);
    if (differences.length === 0) return [];
    const beyond = differences.filter((difference) => difference > LOSS_TOLERANCE).length;
    const worst = Math.max(...differences).toExponential(1);
    return `  ${title}: ${worst}; ${beyond} of ${differences.length} seeds beyond ${LOSS_TOLERANCE}`;
  });
  return [`The largest difference of the first ${COMPARED_STEPS} losses:`, ...lines].join("\n");
}
