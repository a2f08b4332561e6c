/** Makes a test part for a data set that came without one. */
import { uniformFor } from "@querent/core";
import type { Key } from "@querent/core";
import type { LabelledFile } from "./class-folders.ts";

/** How to draw the test part. */
export interface SplitByKeyOptions {
  readonly key: Key;
  readonly testShare?: number; // of each class, in (0, 1); 0.2 unless given
  readonly group?: (id: string) => string; // items of one group stay together; each item alone unless given
}

/** The two parts, each in the order of the files, and one sentence on how they came about. */
export interface KeyedSplit {
  readonly train: readonly LabelledFile[];
  readonly test: readonly LabelledFile[];
  readonly report: string;
}

interface Group {
  readonly name: string;
  readonly items: LabelledFile[];
  readonly draw: number;
}

/**
 * Draws a test part at random, group by group, stratified by class. Each class has a target, `testShare` of its items
 * (at least one where it has two). The groups are visited in the order of a number drawn from the key and their name;
 * one goes to test if that brings the class counts closer to the targets (sum of absolute differences) and leaves every
 * class an item to train on. Adding items or changing their order leaves the draws of the other groups as they were.
 * Throws if `testShare` is outside (0, 1) or no group can be spared for the test part.
 */
export function splitByKey(files: readonly LabelledFile[], options: SplitByKeyOptions): KeyedSplit {
  const { key, testShare = 0.2, group = (id) => id } = options;
  if (!(testShare > 0 && testShare < 1))
    throw new Error(`testShare must be between 0 and 1, both excluded; got ${testShare}.`);
  const groups = groupsOf(files, group, key);
  const totals = countLabels(files, Math.max(-1, ...labelsOf(files)) + 1);
  const targets = totals.map((n) => (n < 2 ? 0 : Math.min(n - 1, Math.max(1, Math.round(testShare * n)))));
  const taken = totals.map(() => 0);
  const chosen = new Set<string>();
  for (const { name, items } of groups) {
    const counts = [...countLabels(items, totals.length).entries()].filter(([, n]) => n > 0);
    const change = counts.reduce(
      (sum, [label, n]) =>
        sum + Math.abs(targets[label] - taken[label] - n) - Math.abs(targets[label] - taken[label]),
      0,
    );
    if (change >= 0 || counts.some(([label, n]) => taken[label] + n >= totals[label])) continue;
    for (const [label, n] of counts) taken[label] += n;
    chosen.add(name);
  }
  if (chosen.size === 0)
    throw new Error(
      `No test part can be drawn from ${files.length} images in ${groups.length} groups without taking all of a class ` +
        `or far more than a share of ${testShare}: give a test folder, or finer groups.`,
    );
  const test = files.filter(({ id }) => chosen.has(group(id)));
  const train = files.filter(({ id }) => !chosen.has(group(id)));
  return { train, test, report: describe(train, test, groups.length, taken, options.group !== undefined) };
}

function groupsOf(files: readonly LabelledFile[], group: (id: string) => string, key: Key): Group[] {
  const groups = new Map<string, Group>();
  for (const file of files) {
    const name = group(file.id);
    const known = groups.get(name);
    if (known !== undefined) known.items.push(file);
    else groups.set(name, { name, items: [file], draw: uniformFor(key, name) });
  }
  return [...groups.values()].sort((a, b) => a.draw - b.draw || (a.name < b.name ? -1 : 1));
}

function labelsOf(files: readonly LabelledFile[]): Set<number> {
  return new Set(files.map(({ label }) => label));
}

function countLabels(files: readonly LabelledFile[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const { label } of files) counts[label]++;
  return counts;
}

function describe(
  train: readonly LabelledFile[],
  test: readonly LabelledFile[],
  groups: number,
  taken: readonly number[],
  grouped: boolean,
): string {
  const total = train.length + test.length;
  const untested = [...labelsOf(train)].filter((label) => taken[label] === 0).length;
  return (
    `The data set has no test part: ${test.length} of its ${total} images ` +
    `(${((100 * test.length) / total).toFixed(1)} %) were drawn as one` +
    (labelsOf(train).size > 1 ? ", class by class" : "") +
    (grouped ? `, in whole groups (${groups} in all) so that none lies in both parts` : "") +
    (untested > 0 ? `; ${untested} of the classes could not spare any` : "") +
    "."
  );
}
