/** Refuses a selection whose one table would not fit. */

const MOST = 2 ** 32;

/**
 * @param table what it is, for instance "its table of factors"
 * @throws when the bytes pass four gibibytes, with what to lower
 */
export function refuseMemory(strategy: string, table: string, bytes: number, advice: string): void {
  if (bytes <= MOST) return;
  throw new RangeError(
    `${strategy} must keep ${table} within 4 GiB; it would take ${(bytes / 2 ** 30).toFixed(1)} GiB. ${advice}.`,
  );
}
