/** The random order in which groups come into the exam set. */

import type { Key } from "../contracts.ts";
import { split, uniformFor } from "../random/key.ts";

/** A group in the order of the draw, with its items in theirs. */
export interface DrawnGroup {
  readonly group: string;
  readonly items: readonly number[]; // places
}

/**
 * The groups in a random order, and the items of each in a random order: both ascend by a draw that depends on the key
 * and the name alone. So a group or an item that is added finds its place among the others and moves none of them.
 *
 * @param ids (n), all different
 * @param groups (n), the group of each item; each item is a group of its own unless given
 * @throws when the lengths differ or an id comes twice
 */
export function examOrder(
  { ids, groups = ids }: { readonly ids: readonly string[]; readonly groups?: readonly string[] },
  key: Key,
): DrawnGroup[] {
  if (groups.length !== ids.length)
    throw new RangeError(`groups must name the group of each of ${ids.length} items; got ${groups.length}.`);
  if (new Set(ids).size !== ids.length) {
    const seen = new Set<string>();
    const twice = ids.find((id) => seen.size === seen.add(id).size);
    throw new RangeError(`Every item needs an id of its own; "${twice}" comes twice.`);
  }
  const members = new Map<string, number[]>();
  groups.forEach((group, place) => {
    const items = members.get(group);
    if (items === undefined) members.set(group, [place]);
    else items.push(place);
  });
  const within = split(key, "items");
  const drawn = [...members].map(([group, places]) => ({
    group,
    items: byDraw(places, (place) => ids[place], within),
  }));
  return byDraw(drawn, ({ group }) => group, split(key, "groups"));
}

/** The values in ascending order of the draw of their names; equal draws, in that of the names. */
function byDraw<T>(values: readonly T[], nameOf: (value: T) => string, key: Key): T[] {
  return values
    .map((value) => ({ value, name: nameOf(value), draw: uniformFor(key, nameOf(value)) }))
    .sort((a, b) => a.draw - b.draw || (a.name < b.name ? -1 : 1))
    .map(({ value }) => value);
}
