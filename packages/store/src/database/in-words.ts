/** Errors of SQLite and of the file system, each as one sentence that says what to do. */
import { dirname } from "node:path";
import { StoreError } from "../store-error.ts";

/** SQLite's primary result codes, https://sqlite.org/rescode.html. */
const codes = {
  perm: 3,
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  open: 14,
  noDatabase: 26,
};

/** What a failed call means for who called; an error that is ours already stays as it is. */
export function inWords(error: unknown, file: string): Error {
  if (error instanceof StoreError || !(error instanceof Error)) return error as Error;
  const { errcode, code } = error as Error & { errcode?: number; code?: string };
  if (code === "ERR_SQLITE_ERROR" && errcode !== undefined) return ofSqlite(errcode & 0xff, error, file);
  if (code !== undefined && code in ofSystem) return ofSystem[code](file, error);
  return error;
}

/** As `damaged`, also for what is found by our own reading. */
export function damaged(file: string, detail: string, cause?: unknown): StoreError {
  return new StoreError(
    "damaged",
    `${file} is damaged (${detail}). Nothing is written to it any more: make a copy of ${dirname(file)}, ` +
      `then run "querent recover ${dirname(file)}", which brings back every event that can still be read.`,
    { cause },
  );
}

function ofSqlite(code: number, error: Error, file: string): Error {
  const cause = { cause: error };
  switch (code) {
    case codes.corrupt:
    case codes.noDatabase:
      return damaged(file, error.message, error);
    case codes.full:
      return diskFull(file, error);
    case codes.busy:
    case codes.locked:
      return new StoreError(
        "busy",
        `${file} is being written by another process, longer than this one waits. Try again when that is done.`,
        cause,
      );
    case codes.readOnly:
    case codes.perm:
    case codes.open:
      return mayNotWrite(file, error);
    case codes.io:
      return new StoreError(
        "failed",
        `${file} cannot be read or written (${error.message}): nothing of this was saved. ` +
          "Check the disk, its free space and the connection to it, then try again.",
        cause,
      );
    default:
      return new Error(`internal: ${error.message} (${file})`, cause);
  }
}

const ofSystem: Readonly<Record<string, (file: string, error: Error) => StoreError>> = {
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EACCES: mayNotWrite,
  EPERM: mayNotWrite,
  EROFS: mayNotWrite,
};

function diskFull(file: string, error: Error): StoreError {
  return new StoreError(
    "full",
    `The disk of ${file} is full: nothing of this was saved, and what was saved before stays. ` +
      "Free some space and try again.",
    { cause: error },
  );
}

function mayNotWrite(file: string, error: Error): StoreError {
  return new StoreError(
    "read-only",
    `${file} must be readable and writable, and so must its folder; the system does not allow it. ` +
      "Change the permissions or copy the project to a folder of yours.",
    { cause: error },
  );
}
