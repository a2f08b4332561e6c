/** One number for a whole learning curve. */

/** One point of a learning curve: a metric reached with a number of labels. */
export interface CurvePoint {
  readonly labels: number;
  readonly metric: number;
}

/**
 * The area under the curve by the trapezoid rule, divided by the range of labels: the mean metric over the budget,
 * in the metric's own unit. Only curves over the same budgets may be compared.
 *
 * @param curve at least two points, labels strictly increasing
 * @throws when there are fewer points or labels do not increase
 */
export function areaUnderBudgetCurve(curve: readonly CurvePoint[]): number {
  checkCurve(curve, 2);
  let area = 0;
  for (let i = 1; i < curve.length; i += 1) {
    const width = curve[i].labels - curve[i - 1].labels;
    area += (width * (curve[i].metric + curve[i - 1].metric)) / 2;
  }
  return area / (curve[curve.length - 1].labels - curve[0].labels);
}

/** @throws when a curve is shorter than `points`, not finite, or its labels do not increase */
export function checkCurve(curve: readonly CurvePoint[], points: number): void {
  if (curve.length < points) {
    throw new RangeError(`A learning curve needs at least ${points} points; got ${curve.length}.`);
  }
  for (let i = 0; i < curve.length; i += 1) {
    const { labels, metric } = curve[i];
    if (!Number.isFinite(labels) || !Number.isFinite(metric)) {
      throw new RangeError(
        `Point ${i} of a learning curve must be finite; got ${metric} at ${labels} labels.`,
      );
    }
    if (i > 0 && labels <= curve[i - 1].labels) {
      throw new RangeError(
        `The labels of a learning curve must increase; got ${labels} after ${curve[i - 1].labels}.`,
      );
    }
  }
}
