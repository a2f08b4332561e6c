/** A ranking spent evenly over groups, so that a batch does not go to one video or one set of near-duplicates. */

/**
 * The first `size` of the picks when each group takes turns: a pick's turn is the number of items of its group that rank
 * before it or are in `taken`; earlier turns come first, and within a turn the ranking stands. So no group gives its
 * second item before every group that is ranked has given its first. Items without relatives keep their order.
 *
 * Rank more candidates than the batch holds: groups that are not among the picks cannot be turned to.
 *
 * @param picks places, the best first
 * @param groups (n), the group of each place
 * @param taken places that the batch holds already
 * @throws when the size is not an integer in [0, picks]
 */
export function spreadGroups(
  picks: Int32Array,
  groups: readonly string[],
  size: number,
  taken: Int32Array = new Int32Array(0),
): Int32Array {
  if (!Number.isInteger(size) || size < 0 || size > picks.length)
    throw new RangeError(
      `size must be an integer in [0, ${picks.length}], the picks there are; got ${size}.`,
    );
  const given = new Map<string, number>();
  const next = (place: number): number => {
    const turn = given.get(groups[place]) ?? 0;
    given.set(groups[place], turn + 1);
    return turn;
  };
  for (const place of taken) next(place);
  const turns = Array.from(picks, (place, rank) => ({ place, rank, turn: next(place) }));
  turns.sort((a, b) => a.turn - b.turn || a.rank - b.rank);
  return Int32Array.from(turns.slice(0, size), ({ place }) => place);
}
