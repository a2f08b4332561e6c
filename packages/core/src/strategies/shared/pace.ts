/** Lets a long selection report progress, be cancelled, and give way to events. */

import type { Step } from "../../kernels/contract.ts";
import type { SelectionContext } from "../contract.ts";

/**
 * A function to await between pieces of work: it gives way when the context can, throws the abort's reason when the
 * selection was cancelled, and reports `done` of `total`.
 */
export function pacer(context: SelectionContext | undefined, total: number): (done: number) => Promise<void> {
  return async (done) => {
    await context?.yieldNow?.();
    checkAbort(context);
    context?.progress?.(done, total);
  };
}

/**
 * The `step` of a kernel that does the part of a selection from share `from` to share `to`; with the defaults the whole.
 * Progress is reported in thousandths.
 */
export function stepper(context: SelectionContext | undefined, from = 0, to = 1): Step {
  const pace = pacer(context, 1000);
  return (share) => pace(Math.round(1000 * (from + (to - from) * share)));
}

function checkAbort(context: SelectionContext | undefined): void {
  if (context?.abort?.aborted !== true) return;
  const { reason } = context.abort;
  throw reason instanceof Error ? reason : new Error("The selection was cancelled.");
}
