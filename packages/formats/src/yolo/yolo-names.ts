/** What the description of a YOLO data set says besides its parts: the classes, and the joints of a pose. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Skeleton } from "@querent/core";
import { mirroredJoints } from "../annotated/mirrored-joints.ts";
import type { Yaml } from "../text/parse-yaml.ts";
import { linesOf, readTextFile } from "../text/read-text-file.ts";
import type { YoloDescription } from "./find-yolo.ts";

const nameLists = ["classes.txt", "obj.names", "labels/classes.txt"];

/**
 * The classes in the order of their numbers: `names` of the description, a list or a map from 0, or without one the
 * lines of `classes.txt` or `obj.names` in `root`, or of `labels/classes.txt`. Throws where there are none.
 */
export function yoloClasses(root: string, description: YoloDescription | undefined): string[] {
  if (description !== undefined) {
    const names = namesOf(`${description.file}: its names`, description.entries.get("names") as Yaml);
    const stated = description.entries.get("nc");
    if (stated !== undefined && Number(stated) !== names.length)
      throw new Error(
        `${description.file}: its nc must be the number of its names, ${names.length}; it is ${String(stated)}.`,
      );
    return names;
  }
  const list = nameLists.map((name) => join(root, name)).find((file) => existsSync(file));
  if (list === undefined)
    throw new Error(
      `${root} must say the names of its classes, in a data.yaml with names or in a classes.txt; it has neither.`,
    );
  const names = linesOf(readTextFile(list)).map((line) => line.trim());
  while (names.at(-1) === "") names.pop();
  return namesOf(list, names);
}

/** How many numbers a joint has in a label file. */
export interface YoloJoints {
  readonly skeleton: Skeleton;
  readonly numbers: 2 | 3; // x, y and, with 3, how visible it is
}

/**
 * The joints that `kpt_shape` announces, undefined without it. Their names are those of `kpt_names` (one list, or one a
 * class and all the same), else "joint 1", "joint 2", …; which change sides in a mirrored image says `flip_idx`, else
 * their names. Throws where neither says it, since images could not be mirrored rightly.
 */
export function yoloJoints({ file, entries }: YoloDescription): YoloJoints | undefined {
  const shape = entries.get("kpt_shape");
  if (shape === undefined) return undefined;
  const [count, numbers] = Array.isArray(shape) ? shape.map(Number) : [];
  if (!(Number.isInteger(count) && count >= 1) || (numbers !== 2 && numbers !== 3))
    throw new Error(
      `${file}: its kpt_shape must be the number of joints and 2 or 3, as in [17, 3]; got ${inWords(shape)}.`,
    );
  const given = jointNames(file, entries.get("kpt_names"));
  const joints = given ?? Array.from({ length: count }, (_, i) => `joint ${i + 1}`);
  if (joints.length !== count)
    throw new Error(
      `${file}: its kpt_names must be ${count} names, as kpt_shape says; it has ${joints.length}.`,
    );
  const flip = entries.get("flip_idx");
  if (flip === undefined && given === undefined)
    throw new Error(
      `${file} must say which joints change sides in a mirrored image, by flip_idx or by kpt_names such as left_hand ` +
        `and right_hand; without sides give flip_idx: [${joints.map((_, i) => i).join(", ")}].`,
    );
  const mirrored = flip === undefined ? mirroredJoints(joints, file) : flippedJoints(file, flip, count);
  return { skeleton: { joints, bones: [], mirrored }, numbers };
}

function flippedJoints(file: string, flip: Yaml, count: number): Int32Array {
  const indices = Array.isArray(flip) ? flip.map(Number) : [];
  if (indices.length !== count || indices.some((other, i) => indices[other] !== i))
    throw new Error(
      `${file}: its flip_idx must give for each of the ${count} joints the one on the other side, from 0, so that ` +
        `twice is back again; got ${inWords(flip)}.`,
    );
  return Int32Array.from(indices);
}

function jointNames(file: string, value: Yaml | undefined): string[] | undefined {
  if (value === undefined || value === "") return undefined;
  const what = `${file}: its kpt_names`;
  const lists = value instanceof Map ? [...(value as ReadonlyMap<string, Yaml>).values()] : [value];
  const all = lists.map((list) => namesOf(what, list));
  if (all.some((names) => names.join("\n") !== all[0].join("\n")))
    throw new Error(`${what} must be the same for every class: one skeleton is read.`);
  return all[0];
}

/** A list of names, or a map of them from 0 on. */
function namesOf(what: string, value: Yaml | readonly string[]): string[] {
  const map = value instanceof Map ? (value as ReadonlyMap<string, Yaml>) : undefined;
  const names = map === undefined ? value : [...map.keys()].map((_, i) => map.get(String(i)) ?? "");
  if (
    !Array.isArray(names) ||
    names.length === 0 ||
    names.some((name) => typeof name !== "string" || name === "")
  )
    throw new Error(`${what} must be names, as a list or by their numbers from 0; got ${inWords(value)}.`);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new Error(`${what} must differ; "${twice}" comes twice.`);
  return names as string[];
}

function inWords(value: Yaml | readonly string[]): string {
  return JSON.stringify(value instanceof Map ? Object.fromEntries(value) : value);
}
