/** How far two raters agree beyond chance. */

/**
 * Cohen's kappa = (p_o - p_e) / (1 - p_e): p_o is the share of items that both put in one class, p_e that share if each
 * kept its own shares of the classes and they were independent. 1 is full agreement, 0 that of chance. Undefined where
 * both put all items in one class, since chance does so too. Source: Cohen 1960, "A coefficient of agreement for nominal
 * scales", doi 10.1177/001316446002000104.
 *
 * @param a and b: the class of each item, integers of at least 0
 * @throws when the lengths differ or are zero
 */
export function cohenKappa(a: Int32Array, b: Int32Array): number | undefined {
  if (a.length !== b.length || a.length === 0)
    throw new RangeError(`Kappa needs two ratings of the same items; got ${a.length} and ${b.length}.`);
  const n = a.length;
  const inA = new Map<number, number>();
  const inB = new Map<number, number>();
  let same = 0;
  for (let i = 0; i < n; i += 1) {
    inA.set(a[i], (inA.get(a[i]) ?? 0) + 1);
    inB.set(b[i], (inB.get(b[i]) ?? 0) + 1);
    if (a[i] === b[i]) same += 1;
  }
  let byChance = 0; // pairs out of n x n
  for (const [one, count] of inA) byChance += count * (inB.get(one) ?? 0);
  return byChance === n * n ? undefined : (same * n - byChance) / (n * n - byChance);
}
