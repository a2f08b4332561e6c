/** Which images of a project are trained on and asked for, and which are its exam set. */
import { examKin } from "@querent/core";
import type { Item, Project } from "@querent/store";

/** Images that are here and can be read, in the order of their items. */
export interface PoolOfProject {
  readonly pool: readonly Item[];
  readonly exam: readonly Item[];
  /** Images that share a group with one of the exam set; they are in neither. */
  readonly kin: readonly Item[];
}

/** Parts the images of a project that are here and can be read. */
export function poolOf(project: Project): PoolOfProject {
  const examItems = new Set(project.exam().map(({ item }) => item));
  const all = [...project.items({ missing: false, problem: false })];
  const places = Int32Array.from(all.keys()).filter((at) => examItems.has(all[at].item));
  const kin = new Set(examKin(places, all.map(groupOf)));
  return {
    pool: all.filter(({ item }, at) => !examItems.has(item) && !kin.has(at)),
    exam: all.filter(({ item }) => examItems.has(item)),
    kin: all.filter((_, at) => kin.has(at)),
  };
}

/** A function that says whether an image shares a group with one of the exam set and is not in it. */
export function isKinOfExam(project: Project): (item: Item) => boolean {
  const exam = new Set(project.exam().map(({ item }) => item));
  const groups = new Set(Array.from(exam, (item) => project.item(item)!.group));
  return ({ item, group }) => group !== undefined && groups.has(group) && !exam.has(item);
}

/** What an image is never parted from; an image without a group is one of its own. */
export function groupOf({ group, id }: Pick<Item, "group" | "id">): string {
  return group ?? `item ${id}`;
}

/** The group of each item; undefined where none has one. */
export function groupsOf(items: readonly Item[]): string[] | undefined {
  return items.some(({ group }) => group !== undefined) ? items.map(groupOf) : undefined;
}
