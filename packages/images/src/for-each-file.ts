/** Looks at files side by side, and once more alone at those that could not be read. */
import { availableParallelism } from "node:os";
import type { DecodeOptions } from "./decode-all.ts";

/**
 * Calls `look` with the places 0 to count - 1, several at a time. A failed one is tried again alone, for libvips has one
 * error text for all its threads: the first one may be another file's.
 *
 * @returns why, for each place that failed alone too, in their order
 * @throws the reason of `abort`
 */
export async function forEachFile(
  count: number,
  look: (place: number) => Promise<void>,
  {
    concurrency = 2 * availableParallelism(),
    abort,
    progress,
  }: Pick<DecodeOptions, "concurrency" | "abort" | "progress">,
): Promise<Map<number, NodeJS.ErrnoException>> {
  const again: number[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      abort?.throwIfAborted();
      const place = next++;
      await look(place).catch(() => again.push(place));
      progress?.(++done, count);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
  const failed = new Map<number, NodeJS.ErrnoException>();
  for (const place of again.sort((a, b) => a - b)) {
    abort?.throwIfAborted();
    await look(place).catch((error: NodeJS.ErrnoException) => failed.set(place, error));
  }
  return failed;
}
