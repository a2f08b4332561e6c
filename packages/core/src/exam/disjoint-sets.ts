/** Sets of places that are joined and never parted: what belongs together through others. */

export interface DisjointSets {
  join(a: number, b: number): void;
  /** The sets of two places or more, each ascending, in the order of their first places. */
  sets(): Int32Array[];
}

/** Union-find over n places, each alone at first; the root of a set is its first place. Tarjan, J. ACM 22 (1975). */
export function disjointSets(n: number): DisjointSets {
  const parent = Int32Array.from({ length: n }, (_, i) => i);
  const rootOf = (place: number): number => {
    let at = place;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  };
  return {
    join(a, b) {
      const [first, second] = [rootOf(a), rootOf(b)];
      parent[Math.max(first, second)] = Math.min(first, second);
    },
    sets() {
      const members = new Map<number, number[]>();
      for (let place = 0; place < n; place += 1) {
        const root = rootOf(place);
        if (root === place) continue;
        const set = members.get(root);
        if (set === undefined) members.set(root, [root, place]);
        else set.push(place);
      }
      return [...members.values()].map((set) => Int32Array.from(set)).sort((a, b) => a[0] - b[0]);
    },
  };
}
