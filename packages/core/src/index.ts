/** What the core room offers: contracts, arrays, keyed randomness, metrics, statistics, strategies and conformance. */

export type * from "./contracts.ts";
export { checkFinite } from "./array/check-finite.ts";
export { argmaxRows, matrix, row, takeRows } from "./array/matrix.ts";
export { naturalLog } from "./array/natural-log.ts";
export { rowEntropy } from "./array/row-entropy.ts";
export { rowNarrowness } from "./array/row-narrowness.ts";
export { orderDescending, tieBreaker } from "./array/order.ts";
export { conformance, type ConformanceCase } from "./conformance/conformance.ts";
export { keyFrom, split, uniformFor } from "./random/key.ts";
export { generator, type Generator } from "./random/generator.ts";
export { permutation, sample } from "./random/sample.ts";
export { accuracy } from "./metrics/accuracy.ts";
export { areaUnderBudgetCurve, type CurvePoint } from "./metrics/area-under-budget-curve.ts";
export { crossEntropyPerItem } from "./metrics/cross-entropy-per-item.ts";
export { expectedCalibrationError } from "./metrics/expected-calibration-error.ts";
export { perClassRecall } from "./metrics/per-class-recall.ts";
export { rankingAccuracy } from "./metrics/ranking-accuracy.ts";
export { averageRanks, spearman } from "./metrics/spearman.ts";
export { bootstrapMean } from "./statistics/bootstrap-mean.ts";
export { holm } from "./statistics/holm.ts";
export {
  meanInterval,
  pairedInterval,
  wilsonInterval,
  type MeanInterval,
  type PairedInterval,
  type ShareInterval,
} from "./statistics/intervals.ts";
export { labelsToReach } from "./statistics/labels-to-reach.ts";
export { mean, standardDeviation } from "./statistics/mean.ts";
export { normalQuantile } from "./statistics/normal-quantile.ts";
export { studentTCdf, studentTQuantile, studentTTwoSided } from "./statistics/student-t.ts";
export { coreSet } from "./strategies/core-set.ts";
export { entropy } from "./strategies/entropy.ts";
export { strategies, strategyNamed } from "./strategies/index.ts";
export { learningLoss } from "./strategies/learning-loss.ts";
export { leastConfidence } from "./strategies/least-confidence.ts";
export { margin } from "./strategies/margin.ts";
export { random } from "./strategies/random.ts";
export { checkParameters } from "./strategies/shared/check-parameters.ts";
export { checkRequest } from "./strategies/shared/check-request.ts";
export { drawSubset, subsetParameter } from "./strategies/shared/subset.ts";
