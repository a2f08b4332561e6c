/** Lets a long selection report progress, be cancelled, and give way to events. */

import type { SelectionContext } from "../../contracts.ts";

/**
 * A function to await between pieces of work: reports `done` of `total`, yields when the context can, and throws the
 * abort's reason when the selection was cancelled.
 */
export function pacer(context: SelectionContext | undefined, total: number): (done: number) => Promise<void> {
  return async (done) => {
    checkAbort(context);
    context?.progress?.(done, total);
    if (context?.yieldNow !== undefined) {
      await context.yieldNow();
      checkAbort(context);
    }
  };
}

function checkAbort(context: SelectionContext | undefined): void {
  if (context?.abort?.aborted !== true) return;
  const { reason } = context.abort;
  throw reason instanceof Error ? reason : new Error("The selection was cancelled.");
}
