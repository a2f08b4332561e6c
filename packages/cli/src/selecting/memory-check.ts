/** Whether a selection fits into the memory that is free. */
import type { SelectionSize, Strategy } from "@querent/core";
import type { Parameters } from "./choose-strategy.ts";

export interface MemoryNeeded {
  readonly inputs: number; // bytes
  readonly strategy: number; // bytes beside them, at the peak
  readonly free: number; // bytes that this process may still take, limits of its container included
}

/** @throws when it does not fit, with what can be done, unless `force` */
export function checkMemory(
  strategy: Strategy,
  params: Parameters,
  size: SelectionSize,
  inputs: number,
  force: boolean,
  free: number = process.availableMemory(),
): MemoryNeeded {
  const needed = { inputs, strategy: strategy.memory(size, params), free };
  if (force || needed.inputs + needed.strategy <= free) return needed;
  const smaller =
    needed.inputs > free
      ? "Use fewer rows or columns"
      : "Look at a part of the items with --param subset=0.1, choose a cheaper strategy";
  throw new Error(
    `${strategy.name} on ${size.items} items needs ${inGigabytes(needed.inputs)} for its inputs and ` +
      `${inGigabytes(needed.strategy)} beside them; ${inGigabytes(free)} are free. ${smaller}, free some memory, ` +
      "or try all the same with --force.",
  );
}

/** Bytes in words: "24.6 MB", "1.2 GB". */
export function inGigabytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9
    ? `${Number((bytes / 1e6).toPrecision(3))} MB`
    : `${Number((bytes / 1e9).toPrecision(3))} GB`;
}
