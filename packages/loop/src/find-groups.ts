/** Finds which images of a project belong together, so that they are never parted between training and exam. */
import {
  disjointSets,
  folderGroups,
  nameGroups,
  nearDuplicates,
  refuseLarge,
  timeGroups,
} from "@querent/core";
import type { FoundGroups } from "@querent/core";
import type { Item, Json, Project } from "@querent/store";
import { hashImages, type HashedImages } from "./hash-images.ts";
import type { LoopContext } from "./loop-context.ts";
import { poolOf } from "./pool-of.ts";
import { runJob } from "./run-job.ts";

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

/** What was found. */
export interface GroupsFound {
  readonly [name: string]: Json;
  readonly rules: readonly RuleFound[];
  readonly groups: number; // of two images or more, there now
  readonly images: number; // in them
  readonly sizes: readonly (readonly [size: number, groups: number])[]; // ascending
  readonly largest: readonly LargeGroup[]; // five
  readonly changed: number; // images whose group is another than before
  readonly plain: number; // images that are too plain to say what is like them
  readonly unusable: readonly string[]; // "a.jpg: why", looked at for near-duplicates
  readonly kin: number; // images that share a group with the exam set, now
  readonly left: number; // of them, those that leave training and asking by this
  readonly labelledLeft: readonly number[]; // the items of those that are labelled
  readonly stained: readonly string[]; // models that were trained on them, of which the exam set tells nothing
  readonly back: number; // images that shared a group with the exam set and no longer do
}

/** What one rule found. */
export interface RuleFound {
  readonly [name: string]: Json;
  readonly rule: string;
  readonly groups: number;
  readonly images: number;
  readonly refused: readonly string[]; // "scan….jpg (300 images): why"
}

export interface LargeGroup {
  readonly [name: string]: Json;
  readonly group: string;
  readonly size: number;
  readonly names: readonly string[]; // the first ones
}

/** The kind of the job, by whose results `cleanModels` knows what left training. */
export const GROUP_JOB = "group";

const TOLD = 5; // groups, and names of each

/**
 * Looks for groups by the rules and joins what they find with the groups that are there: images that any rule finds
 * together are in one group, and groups that share an image become one. The exam set stays as it is: what shares a group
 * with it from now on leaves training and asking.
 *
 * @throws when a rule's number is out of its range, or the pattern does not match an image
 */
export async function findGroups(
  project: Project,
  context: LoopContext,
  rules: GroupRules,
): Promise<GroupsFound> {
  const done = project.jobs({ kind: GROUP_JOB, state: "done" }).length;
  const job = { kind: GROUP_JOB, key: `${GROUP_JOB} ${done + 1}`, params: {} };
  return runJob<GroupsFound>(project, job, context, async (control, finish) => {
    const bits = rules.nearDuplicates;
    const hashed = bits === undefined ? undefined : await hashImages(project, control);
    const items = [...project.items()];
    const found = byRules(project, items, hashed, rules);
    const groups = joined(items, found.rules, rules.anew ?? false);
    return project.transaction(() => {
      const before = poolOf(project).kin;
      const changes = items.filter(({ group }, at) => group !== groups[at]);
      const groupOf = new Map(items.map(({ item }, at) => [item, groups[at]]));
      project.setGroups(changes.map(({ item }) => ({ item, group: groupOf.get(item) ?? null })));
      const { kin } = poolOf(project);
      const left = without(kin, before);
      const labelled = left.filter(({ state }) => state === "labelled").map(({ item }) => item);
      return finish({
        rules: found.rules.map(inNumbers),
        ...sizesOf(items, groups),
        changed: changes.length,
        plain: found.plain,
        unusable: hashed?.unusable ?? [],
        kin: kin.length,
        left: left.length,
        labelledLeft: labelled,
        stained: trainedOn(project, labelled),
        back: without(before, kin).length,
      });
    });
  });
}

/** How many images have names that look like frames of sequences, and of how many. */
export function nameSequences(project: Project): { readonly images: number; readonly sequences: number } {
  const { groups } = nameGroups(Array.from(project.files(), ({ path }) => path));
  return { images: imagesIn(groups), sequences: groups.length };
}

type FoundByRule = FoundGroups & { readonly rule: string };

/** What each rule finds, as places of the items. Rules of files see every name of an item that has several. */
function byRules(
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

/**
 * The group of each item: sets that share an item are one. Its name is that of the first item that has a group already,
 * else one after its first item.
 */
function joined(
  items: readonly Item[],
  found: readonly FoundGroups[],
  anew: boolean,
): (string | undefined)[] {
  const there = items.map(({ group }) => (anew ? undefined : group));
  const sets = disjointSets(items.length);
  for (const places of [...placesByName(there), ...found.flatMap(({ groups }) => groups)])
    for (const place of places) sets.join(places[0], place);
  const groups = [...there];
  for (const places of sets.sets()) {
    const named = places.find((place) => there[place] !== undefined);
    const name = named === undefined ? `like ${items[places[0]].id}` : there[named];
    for (const place of places) groups[place] = name;
  }
  return groups;
}

/** The places of each name; a place without one is in none. */
function placesByName(names: readonly (string | undefined)[]): Int32Array[] {
  const places = new Map<string, number[]>();
  names.forEach((name, place) => {
    if (name === undefined) return;
    const known = places.get(name);
    if (known === undefined) places.set(name, [place]);
    else known.push(place);
  });
  return Array.from(places.values(), (list) => Int32Array.from(list));
}

function inNumbers({ rule, groups, refused }: FoundByRule): RuleFound {
  return {
    rule,
    groups: groups.length,
    images: imagesIn(groups),
    refused: refused.map(({ what, items, reason }) => `${what} (${items} images): ${reason}`),
  };
}

function imagesIn(groups: readonly Int32Array[]): number {
  return groups.reduce((sum, { length }) => sum + length, 0);
}

function sizesOf(
  items: readonly Item[],
  names: readonly (string | undefined)[],
): Pick<GroupsFound, "groups" | "images" | "sizes" | "largest"> {
  const groups = placesByName(names).filter(({ length }) => length > 1);
  const counts = new Map<number, number>();
  for (const { length } of groups) counts.set(length, (counts.get(length) ?? 0) + 1);
  const bySize = groups.sort((a, b) => b.length - a.length || a[0] - b[0]);
  return {
    groups: groups.length,
    images: imagesIn(groups),
    sizes: [...counts].sort(([a], [b]) => a - b),
    largest: bySize.slice(0, TOLD).map((places) => ({
      group: names[places[0]]!,
      size: places.length,
      names: Array.from(places.subarray(0, TOLD), (place) => items[place].id),
    })),
  };
}

/** Models that came after the first answer on one of the items. */
function trainedOn(project: Project, items: readonly number[]): string[] {
  const first = items.reduce((seq, item) => Math.min(seq, project.history(item)[0].seq), Infinity);
  return project
    .models()
    .filter(({ seq }) => seq >= first)
    .map(({ id }) => id);
}

function without(items: readonly Item[], others: readonly Item[]): Item[] {
  const there = new Set(others.map(({ item }) => item));
  return items.filter(({ item }) => !there.has(item));
}
