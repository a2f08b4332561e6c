/** Lets a long selection report progress, be cancelled, and give way to events. */

import type { SelectionContext } from "../../contracts.ts";

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

function checkAbort(context: SelectionContext | undefined): void {
  if (context?.abort?.aborted !== true) return;
  const { reason } = context.abort;
  throw reason instanceof Error ? reason : new Error("The selection was cancelled.");
}
