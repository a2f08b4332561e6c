/** From a thrown thing to one sentence and an exit code. */

/** Wrong use of the command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The work was cancelled by the user: exit code 130, as shells have it. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
}

/** 0 done, 1 it failed, 2 wrong use, 130 cancelled. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 2;
  if (error instanceof CancelledError || isAbort(error)) return 130;
  return 1;
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** The sentence shown to the user; file system codes are put in words. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return `internal: ${String(error)}`;
  const { code, path } = error as NodeJS.ErrnoException;
  const where = path === undefined ? "" : ` (${path})`;
  if (code === "ENOSPC")
    return `The disk is full${where}: free some room and run the same command again; it goes on where it stopped.`;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return `This place cannot be read or written${where}: check its permissions or choose another with --out.`;
  if (code === "ENOENT") return `There is no such file or folder${where}.`;
  return error.message;
}
