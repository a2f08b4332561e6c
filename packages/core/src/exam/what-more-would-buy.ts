/** What more labels of the exam set would buy. */

import type { ExamFigure } from "./contract.ts";
import { intervalAt } from "./interval-at.ts";

/** The figure's precision now and after more labels, and their price. */
export interface MoreExamLabels {
  readonly more: number; // labels
  readonly halfWidth: number; // of the interval now
  readonly halfWidthAfter: number; // that is expected after them
  /** Undefined where it is not known how long a label takes. */
  readonly minutes?: number;
}

/**
 * Half the width of the interval now, and with more images in the exam set if the figure stays (`intervalAt`).
 *
 * @param msPerLabel milliseconds that one label takes
 * @throws when `more` is not an integer of at least 1 or `msPerLabel` is negative
 */
export function whatMoreWouldBuy(figure: ExamFigure, more: number, msPerLabel?: number): MoreExamLabels {
  if (!Number.isInteger(more) || more < 1)
    throw new RangeError(`more must be an integer of at least 1; got ${more}.`);
  if (msPerLabel !== undefined && !(msPerLabel >= 0 && msPerLabel < Infinity))
    throw new RangeError(`msPerLabel must be a number of at least 0; got ${msPerLabel}.`);
  const after = intervalAt(figure, figure.items + more);
  return {
    more,
    halfWidth: (figure.high - figure.low) / 2,
    halfWidthAfter: (after.high - after.low) / 2,
    ...(msPerLabel === undefined ? {} : { minutes: (more * msPerLabel) / 60_000 }),
  };
}
