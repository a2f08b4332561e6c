/** Arrays of numbers as files hold them, and what every reader of them takes. */
import type { Abort } from "@querent/core";

/** Numbers of any shape, row-major: for shape (a, b, c) the element (i, j, k) stands at (i b + j) c + k. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float32Array; // (product of the shape)
}

/** What a file says about its numbers before they are read. */
export interface ArrayDescription {
  readonly shape: readonly number[];
  /** How the file holds a number, in words: "16-bit floats". */
  readonly holds: string;
}

export interface ReadOptions {
  /** Put the numbers over a SharedArrayBuffer, so that threads can read them without a copy. */
  readonly shared?: boolean;
  readonly abort?: Abort;
  /** Told the share that was read, in [0, 1]. */
  readonly progress?: (share: number) => void;
}

/** The number of elements of a shape; 1 for a scalar's empty shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** A shape as a person writes it: "100 x 512", "a single number". */
export function shapeInWords(shape: readonly number[]): string {
  return shape.length === 0 ? "a single number" : shape.join(" x ");
}

/** The place of element `index` in words, rows and columns counted from 0: "row 3, column 7". */
export function placeInWords(shape: readonly number[], index: number): string {
  if (shape.length === 1) return `row ${index}`;
  const at: number[] = [];
  let rest = index;
  for (const length of shape.toReversed()) {
    at.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return at.length === 2 ? `row ${at[0]}, column ${at[1]}` : `place (${at.join(", ")})`;
}

/** @throws one sentence when the machine cannot set aside that much memory */
export function allocateNumbers(count: number, shared: boolean, name: string): Float32Array {
  try {
    return shared ? new Float32Array(new SharedArrayBuffer(4 * count)) : new Float32Array(count);
  } catch (cause) {
    throw new Error(
      `${name} takes ${(count / 2.5e8).toPrecision(3)} GB as 32-bit floats, more than one array can hold here. ` +
        "Use fewer rows or columns, or a machine with more memory.",
      { cause },
    );
  }
}

/** @throws the reason of an abort */
export function checkAbort(abort: Abort | undefined): void {
  if (abort?.aborted !== true) return;
  throw abort.reason instanceof Error ? abort.reason : new Error("Reading was cancelled.");
}
