/** Stops work that was cancelled. */
import type { Abort } from "@querent/core";

/** @throws the abort's reason if it is an error, else an error named AbortError, when the work was cancelled */
export function throwIfAborted(abort: Abort | undefined, what: string): void {
  if (abort?.aborted !== true) return;
  const { reason } = abort;
  if (reason instanceof Error) throw reason;
  const error = new Error(`The ${what} was cancelled.`);
  error.name = "AbortError";
  throw error;
}
