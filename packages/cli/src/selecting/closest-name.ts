/** Guesses which name was meant by one that is misspelt. */

/** " Did you mean X?" with the nearest name, at most two edits and a third of its letters away; else nothing. */
export function didYouMean(given: string, names: readonly string[]): string {
  let best: string | undefined;
  let fewest = 1 + Math.min(2, Math.ceil(given.length / 3));
  for (const name of names) {
    const edits =
      name.startsWith(given) && given.length >= 3 ? 1 : editDistance(given.toLowerCase(), name.toLowerCase());
    if (edits < fewest) [best, fewest] = [name, edits];
  }
  return best === undefined ? "" : ` Did you mean ${best}?`;
}

/** The fewest insertions, deletions and replacements of one letter that turn a into b (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1)
      row.push(Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + Number(a[i - 1] !== b[j - 1])));
    above = row;
  }
  return above[b.length];
}
