/** Checks that a data set is one before it is written. */
import type { ExchangedDataset, ExchangedImage } from "@querent/core";

const control = /[\p{Cc}\p{Cs}\ufffe\uffff]/u;

/**
 * Throws unless the classes and joints have names of their own, without white space at the ends; every image is there
 * once, with a path below a folder, a size and, if one has, a number of its own; and every label is of the task, of a class that is there, with finite
 * numbers and all joints. No name may have control characters, which most formats cannot hold.
 */
export function checkDataset({ task, classes, skeleton, images }: ExchangedDataset): void {
  checkNames("class", classes);
  if (skeleton !== undefined) checkNames("joint", skeleton.joints);
  if (task === "pose" && (skeleton === undefined || classes.length !== 1))
    throw new Error(
      `A data set of poses must have a skeleton and one class; it has ${skeleton === undefined ? "none" : "one"} and ` +
        `${classes.length}.`,
    );
  const paths = new Set<string>();
  checkNumbers(images);
  const kind = { classification: "class", detection: "boxes", pose: "poses" }[task];
  for (const { path, width, height, label } of images) {
    checkPath(path);
    if (paths.has(path)) throw new Error(`Every image must be there once; ${path} is there twice.`);
    paths.add(path);
    if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0))
      throw new Error(`${path} must have a size in whole pixels; got ${width} x ${height}.`);
    if (label === undefined) continue;
    if (label.kind !== kind)
      throw new Error(`${path} must be labelled for ${task}, with ${kind}; got ${label.kind}.`);
    const numbers: number[] = [];
    if (label.kind === "poses")
      for (const { joints, corners } of label.poses) {
        if (joints.length !== skeleton!.joints.length)
          throw new Error(
            `${path}: a pose must have the skeleton's ${skeleton!.joints.length} joints; got ${joints.length}.`,
          );
        numbers.push(...joints.flat(), ...(corners ?? []));
      }
    else
      for (const one of label.kind === "class" ? [label] : label.boxes) {
        if (classes[one.class] === undefined)
          throw new Error(`${path}: the class must be 0 to ${classes.length - 1}; got ${one.class}.`);
        if ("corners" in one) numbers.push(...one.corners);
      }
    const wrong = numbers.find((number) => !Number.isFinite(number));
    if (wrong !== undefined) throw new Error(`${path}: coordinates must be numbers; got ${wrong}.`);
  }
}

function checkNumbers(images: readonly ExchangedImage[]): void {
  const numbers = new Set<number>();
  for (const { path, number } of images) {
    if (number === undefined) continue;
    if (!(Number.isSafeInteger(number) && number >= 1) || numbers.has(number))
      throw new Error(`${path} must have a number of its own, from 1; got ${number}.`);
    numbers.add(number);
  }
  if (numbers.size > 0 && numbers.size < images.length)
    throw new Error(`Every image must have a number, or none; ${numbers.size} of ${images.length} have one.`);
}

function checkNames(what: string, names: readonly string[]): void {
  const wrong = names.find((name) => name === "" || name.trim() !== name || control.test(name));
  if (wrong !== undefined)
    throw new Error(
      `The name of a ${what} must not be empty, begin or end with white space, or have control characters; got ` +
        `${JSON.stringify(wrong)}: rename it.`,
    );
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new Error(`Each ${what} must have its own name; "${twice}" is there twice: rename one.`);
}

function checkPath(path: string): void {
  const names = path.split("/");
  if (names.some((name) => name === "" || name === "." || name === ".."))
    throw new Error(
      `The path of an image must be names with "/" between, below the folder of images; got ${JSON.stringify(path)}.`,
    );
  if (control.test(path))
    throw new Error(
      `The path of an image must have no control characters, such as line breaks, to be written in a format; got ` +
        `${JSON.stringify(path)}: rename the file.`,
    );
}
