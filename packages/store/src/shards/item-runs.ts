/** Lists of items as runs of numbers that follow each other: [7, 8, 9, 12] is [[7, 3], [12, 1]]. */

export function toRuns(items: Int32Array): [number, number][] {
  const runs: [number, number][] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (last !== undefined && item === last[0] + last[1]) last[1] += 1;
    else runs.push([item, 1]);
  }
  return runs;
}

export function fromRuns(runs: readonly (readonly [number, number])[]): Int32Array {
  const items = new Int32Array(runs.reduce((sum, [, count]) => sum + count, 0));
  let at = 0;
  for (const [first, count] of runs) for (let i = 0; i < count; i++) items[at++] = first + i;
  return items;
}
