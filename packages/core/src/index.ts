/** What the core room offers: contracts, arrays, keyed randomness, metrics, statistics, strategies and conformance. */

export type * from "./contracts.ts";
export type * from "./annotations.ts";
export type * from "./labels.ts";
export type * from "./kernels/contract.ts";
export type * from "./strategies/contract.ts";
export type * from "./exam/contract.ts";
export type * from "./stopping/contract.ts";
export { checkFinite } from "./array/check-finite.ts";
export { argmaxRows, matrix, row, takeRows } from "./array/matrix.ts";
export { columnStatistics } from "./array/column-statistics.ts";
export { exponential } from "./array/exponential.ts";
export { logitsOf, softmaxInPlace } from "./array/last-layer.ts";
export { naturalLog } from "./array/natural-log.ts";
export { unitRows } from "./array/unit-rows.ts";
export { rowEntropy } from "./array/row-entropy.ts";
export { rowNarrowness } from "./array/row-narrowness.ts";
export { descendingPlaces, orderDescending, tieBreaker } from "./array/order.ts";
export { conformance, type ConformanceCase } from "./conformance/conformance.ts";
export { keyFrom, split, uniformFor } from "./random/key.ts";
export { generator, type Generator } from "./random/generator.ts";
export { permutation, sample } from "./random/sample.ts";
export { accuracy } from "./metrics/accuracy.ts";
export { areaUnderBudgetCurve, type CurvePoint } from "./metrics/area-under-budget-curve.ts";
export { crossEntropyPerItem } from "./metrics/cross-entropy-per-item.ts";
export {
  averagePrecision,
  meanAveragePrecision,
  type RecallPoints,
} from "./metrics/detection/average-precision.ts";
export { bootstrapOverGroups, type GroupInterval } from "./metrics/bootstrap-over-groups.ts";
export { countMatches, type PrecisionCurves } from "./metrics/detection/count-matches.ts";
export {
  boxScores,
  evaluateBoxes,
  type BoxEvaluation,
  type BoxScores,
} from "./metrics/detection/evaluate-boxes.ts";
export { matchBoxes, type BoxOptions } from "./metrics/detection/match-boxes.ts";
export type { ClassMatches, ObjectMatches } from "./metrics/detection/object-matches.ts";
export { vocPrecision, type VocEvaluation, type VocOptions } from "./metrics/detection/voc-precision.ts";
export { expectedCalibrationError } from "./metrics/expected-calibration-error.ts";
export { perClassRecall } from "./metrics/per-class-recall.ts";
export { areaUnderPck, correctJoints } from "./metrics/pose/correct-joints.ts";
export {
  evaluatePoses,
  poseScores,
  type PoseEvaluation,
  type PoseOptions,
  type PoseScores,
} from "./metrics/pose/evaluate-poses.ts";
export { jointErrors, type JointErrors } from "./metrics/pose/joint-errors.ts";
export { oksSigma, oksSigmas } from "./metrics/pose/oks-sigmas.ts";
export { poseAccuracy, type PoseAccuracy, type PoseAccuracyOptions } from "./metrics/pose/pose-accuracy.ts";
export { usualReference, type ReferenceLength } from "./metrics/pose/reference-length.ts";
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
export * from "./exam/index.ts";
export * from "./stopping/index.ts";
export { strategies, strategyFamilies, strategyNamed, type StrategyFamily } from "./strategies/index.ts";
export { wrapperNames, wrappers, type Wrapper } from "./strategies/wrappers/index.ts";
export {
  signalsOfTask,
  strategiesForTask,
  strategyForTask,
  type SignalOf,
  type Task,
} from "./strategies/tasks.ts";
export { random } from "./strategies/random.ts";
export * from "./strategies/predictions/index.ts";
export * from "./strategies/model-change/index.ts";
export * from "./strategies/representation/index.ts";
export * from "./strategies/submodular/index.ts";
export * from "./strategies/mixed/index.ts";
export * from "./strategies/boxes/index.ts";
export * from "./strategies/joints/index.ts";
export {
  defineStrategy,
  type OrderedRequest,
  type StrategyDefinition,
} from "./strategies/shared/define-strategy.ts";
export { allowed, checkParameters, type ParameterValues } from "./strategies/shared/check-parameters.ts";
export { signalWords } from "./strategies/shared/check-signals.ts";
export { boxesOf, takeDetections } from "./strategies/shared/boxes/take-detections.ts";
export { pacer, stepper } from "./strategies/shared/pace.ts";
export { selectTop, topOf } from "./strategies/shared/select-top.ts";
export { plainKernels } from "./kernels/plain-kernels.ts";
export { kernelCases } from "./kernels/kernel-cases.ts";
