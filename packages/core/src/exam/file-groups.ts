/** Groups of images that their files give away: one folder, numbered names, times that follow each other. */

/** Groups that a rule found, and what it found and did not take. */
export interface FoundGroups {
  readonly groups: readonly Int32Array[]; // places, ascending, at least two each
  readonly refused: readonly RefusedGroup[];
}

/** A group that would leave too little beside it. */
export interface RefusedGroup {
  readonly what: string; // what the images have in common
  readonly items: number;
  readonly reason: string;
}

const SMALL = 10; // a group of so many images is never too large
const OF_ALL = 5; // a group is at most all images over this
const OF_FOLDER = 0.9; // a group that is as much of its folder says nothing that the folder does not
const RUN = 3; // numbers that follow each other

const tooMany = `it is more than a fifth of all images`;
const throughout = `the folder is like that throughout, which is no sign of one scene`;

/**
 * Parts groups from those that are too large to be one scene: more than ten images and more than a fifth of all n.
 *
 * @param what what the images of a group have in common
 */
export function refuseLarge(
  groups: readonly Int32Array[],
  n: number,
  what: (group: Int32Array) => string,
): FoundGroups {
  const isLarge = ({ length }: Int32Array): boolean => length > Math.max(SMALL, n / OF_ALL);
  return {
    groups: groups.filter((group) => !isLarge(group)),
    refused: groups
      .filter(isLarge)
      .map((group) => ({ what: what(group), items: group.length, reason: tooMany })),
  };
}

/** Images that lie in one folder, of those below the first; a folder may be too large (`refuseLarge`). */
export function folderGroups(paths: readonly string[]): FoundGroups {
  const folders = [...byKey(paths, folderOf)].filter(
    ([folder, places]) => folder !== "" && places.length > 1,
  );
  const groups = folders.map(([, places]) => Int32Array.from(places));
  return refuseLarge(groups, paths.length, ([first]) => folderOf(paths[first]));
}

/**
 * Images of one folder whose names differ in a number at their end alone (`clip_0001.jpg`, `clip_0002.jpg`), three or
 * more of them without a gap. A set that is numbered throughout is not one video: where names of one stem are nine tenths
 * of their folder, or too many (`refuseLarge`), none of them is taken.
 */
export function nameGroups(paths: readonly string[]): FoundGroups {
  const inFolder = byKey(paths, folderOf);
  const stems = [...byKey(paths, stemOf)].filter(([stem, { length }]) => stem !== "" && length >= RUN);
  const groups: Int32Array[] = [];
  const refused: RefusedGroup[] = [];
  for (const [stem, places] of stems) {
    const folder = inFolder.get(folderOf(paths[places[0]]))!;
    const runs = runsOf(places, (place) => numberOf(paths[place]), 1).filter(({ length }) => length >= RUN);
    if (runs.length === 0) continue;
    const what = stem.replace("\0", "…");
    const large = refuseLarge([Int32Array.from(places)], paths.length, () => what).refused;
    if (places.length >= OF_FOLDER * folder.length)
      refused.push({ what, items: places.length, reason: throughout });
    else if (large.length > 0) refused.push(...large);
    else groups.push(...runs);
  }
  return { groups, refused };
}

/**
 * Images of one folder whose times follow each other within `seconds`. Files that were copied or unpacked have the time of
 * that: a group that is nine tenths of its folder, or too large (`refuseLarge`), is not taken.
 *
 * @param times (n), milliseconds; an image without one is in no group
 */
export function timeGroups(
  paths: readonly string[],
  times: readonly (number | undefined)[],
  seconds: number,
): FoundGroups {
  if (!(seconds >= 0 && Number.isFinite(seconds)))
    throw new RangeError(`seconds must be a number of at least 0; got ${seconds}.`);
  const groups: Int32Array[] = [];
  const refused: RefusedGroup[] = [];
  for (const [folder, places] of byKey(paths, folderOf)) {
    const timed = places.filter((place) => times[place] !== undefined);
    const runs = runsOf(timed, (place) => times[place]!, 1000 * seconds).filter(({ length }) => length > 1);
    const what = `times in ${folder === "" ? "the folder of images" : folder}`;
    const { groups: taken, refused: large } = refuseLarge(runs, paths.length, () => what);
    refused.push(...large);
    for (const run of taken)
      if (run.length >= OF_FOLDER * places.length)
        refused.push({ what, items: run.length, reason: throughout });
      else groups.push(run);
  }
  return { groups, refused };
}

/** Places in runs whose values, in order, are at most `gap` apart; each run ascending. */
function runsOf(places: readonly number[], valueOf: (place: number) => number, gap: number): Int32Array[] {
  const ordered = places.map((place) => ({ place, value: valueOf(place) })).sort((a, b) => a.value - b.value);
  const runs: number[][] = [];
  ordered.forEach(({ place, value }, i) => {
    if (i > 0 && value - ordered[i - 1].value <= gap) runs.at(-1)!.push(place);
    else runs.push([place]);
  });
  return runs.map((run) => Int32Array.from(run).sort());
}

function byKey(paths: readonly string[], keyOf: (path: string) => string): Map<string, number[]> {
  const found = new Map<string, number[]>();
  paths.forEach((path, place) => {
    const key = keyOf(path);
    const places = found.get(key);
    if (places === undefined) found.set(key, [place]);
    else places.push(place);
  });
  return found;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** A path, a number of at most 15 digits at the end of its name, an extension. */
const numbered = /^(.*?)(\d{1,15})(\.[^./]*)$/s;

/** A path without that number; empty where it has none. */
function stemOf(path: string): string {
  const [, before, , extension] = numbered.exec(path) ?? [];
  return before === undefined ? "" : `${before}\0${extension}`;
}

function numberOf(path: string): number {
  return Number(numbered.exec(path)![2]);
}
