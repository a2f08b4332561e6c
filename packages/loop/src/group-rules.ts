/** The rules by which images are found to belong together. */
import { folderGroups, nameGroups, nearDuplicates, refuseLarge, timeGroups } from "@querent/core";
import type { FoundGroups } from "@querent/core";
import type { Item, Project } from "@querent/store";
import type { HashedImages } from "./hash-images.ts";

/** Which rules look for groups; each that is not given does not. */
export interface GroupRules {
  /** Images whose difference hashes differ in at most so many bits, in [0, 10]. */
  readonly nearDuplicates?: number;
  readonly folder?: boolean;
  readonly name?: boolean;
  /** Images of one folder whose files' times follow each other within so many seconds. */
  readonly seconds?: number;
  /** The group of an image by its path. */
  readonly pattern?: (path: string) => string;
  /** Forgets the groups that are there. */
  readonly anew?: boolean;
}

/** How many images have names that look like frames of sequences, and of how many. */
export function nameSequences(project: Project): { readonly images: number; readonly sequences: number } {
  const { groups } = nameGroups(Array.from(project.files(), ({ path }) => path));
  return { images: imagesIn(groups), sequences: groups.length };
}

/** Groups as places of the items. */
export type FoundByRule = FoundGroups & { readonly rule: string };

/** What each rule finds, as places of the items. Rules of files see every name of an item that has several. */
export function byRules(
  project: Project,
  items: readonly Item[],
  hashed: HashedImages | undefined,
  { nearDuplicates: bits, folder, name, seconds, pattern }: GroupRules,
): { readonly rules: readonly FoundByRule[]; readonly plain: number } {
  const placeOf = new Map(items.map(({ item }, at) => [item, at]));
  const rules: FoundByRule[] = [];
  const add = (rule: string, { groups, refused }: FoundGroups, itemOf: (at: number) => number): void => {
    const ofItems = groups.map((group) => [...new Set(Array.from(group, (at) => placeOf.get(itemOf(at))!))]);
    const taken = ofItems.filter(({ length }) => length > 1);
    rules.push({ rule, groups: taken.map((places) => Int32Array.from(places).sort()), refused });
  };
  let plain = 0;
  if (hashed !== undefined) {
    const itemOf = (row: number): number => hashed.items[row];
    const near = nearDuplicates(hashed.hashes, bits);
    const like = ([row]: Int32Array): string => `all that looks like ${items[placeOf.get(itemOf(row))!].id}`;
    plain = near.plain;
    add("near-duplicates", refuseLarge(near.groups, items.length, like), itemOf);
  }
  const files: { path: string; item: number; mtime?: number }[] = [...project.files()];
  for (const { item, id, path } of items) if (path === undefined) files.push({ path: id, item }); // where it was
  const paths = files.map(({ path }) => path);
  const itemOf = (at: number): number => files[at].item;
  if (folder === true) add("folder", folderGroups(paths), itemOf);
  if (name === true) add("name", nameGroups(paths), itemOf);
  if (seconds !== undefined) {
    const times = files.map(({ mtime }) => mtime);
    add("time", timeGroups(paths, times, seconds), itemOf);
  }
  if (pattern !== undefined)
    add("pattern", { groups: placesByName(paths.map(pattern)), refused: [] }, itemOf);
  return { rules, plain };
}

/** The places of each name; a place without one is in none. */
export function placesByName(names: readonly (string | undefined)[]): Int32Array[] {
  const places = new Map<string, number[]>();
  names.forEach((name, place) => {
    if (name === undefined) return;
    const known = places.get(name);
    if (known === undefined) places.set(name, [place]);
    else known.push(place);
  });
  return Array.from(places.values(), (list) => Int32Array.from(list));
}

/** How many places the groups hold. */
export function imagesIn(groups: readonly Int32Array[]): number {
  return groups.reduce((sum, { length }) => sum + length, 0);
}
