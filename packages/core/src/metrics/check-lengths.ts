/** Refuses two lists that should be parallel and are not, or are empty. */

/** @throws when the lengths differ or are zero */
export function checkLengths(nameA: string, lengthA: number, nameB: string, lengthB: number): void {
  if (lengthA !== lengthB) {
    throw new RangeError(`${nameA} and ${nameB} must have one length; got ${lengthA} and ${lengthB}.`);
  }
  if (lengthA === 0) throw new RangeError(`${nameA} must hold at least one value; got none.`);
}
