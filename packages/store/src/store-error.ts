/** What stands in the way of a project, in one sentence and as a word that a program can act on. */

/**
 * `damaged`: the database cannot be read whole. `behind`: the journal knows events that the database lacks. `newer`:
 * a newer version of the program made the project. `full`: the disk is. `read-only`: it may not be written. `busy`:
 * another process wrote for too long. `no project`, `in use`: of a folder. `refused`: what was given cannot be kept.
 */
export type StoreReason =
  | "damaged"
  | "behind"
  | "newer"
  | "full"
  | "read-only"
  | "busy"
  | "no project"
  | "in use"
  | "refused"
  | "failed";

export class StoreError extends Error {
  readonly reason: StoreReason;
  constructor(reason: StoreReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreError";
    this.reason = reason;
  }
}

/** For what the caller gave. */
export function refused(message: string): StoreError {
  return new StoreError("refused", message);
}
