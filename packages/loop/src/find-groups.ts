/** Finds which images of a project belong together, so that they are never parted between training and exam. */
import { disjointSets } from "@querent/core";
import type { FoundGroups } from "@querent/core";
import type { Item, Json, Project } from "@querent/store";
import { byRules, imagesIn, placesByName, type FoundByRule, type GroupRules } from "./group-rules.ts";
import { hashImages } from "./hash-images.ts";
import type { LoopContext } from "./loop-context.ts";
import { poolOf } from "./pool-of.ts";
import { runJob } from "./run-job.ts";

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

function inNumbers({ rule, groups, refused }: FoundByRule): RuleFound {
  return {
    rule,
    groups: groups.length,
    images: imagesIn(groups),
    refused: refused.map(({ what, items, reason }) => `${what} (${items} images): ${reason}`),
  };
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
