/** Finds which files of a project are meant by the paths that a data set from elsewhere gives. */
import { stemOf } from "../annotated/find-file.ts";
import { isImageName } from "../image-extensions.ts";

/**
 * A function that gives the one of `known` that a path means, or undefined if none does. That is
 * 1. the path itself, in any Unicode form;
 * 2. else the one that ends in the path, or that the path ends in, by whole names between slashes: of several the one
 *    that has most names in common, which is how a set whose folder of images lies one folder higher or lower is met;
 * 3. else the same with the backslashes of Windows as slashes;
 * 4. for a path without an image's extension (label files that name no image) the same without extensions.
 *
 * @throws if two of `known` fit equally well, naming both
 */
export function imageMatcher(known: Iterable<string>): (path: string) => string | undefined {
  const whole = new Map<string, string>();
  const byName = new Map<string, string[]>(); // the last names, with and without extension
  for (const path of known) {
    whole.set(path.normalize("NFC"), path);
    const name = lastName(path.normalize("NFC"));
    for (const key of new Set([name, stemOf(name)])) {
      const paths = byName.get(key);
      if (paths === undefined) byName.set(key, [path]);
      else paths.push(path);
    }
  }
  const find = (path: string): string | undefined => {
    const wanted = path.normalize("NFC");
    const exact = whole.get(wanted);
    if (exact !== undefined) return exact;
    const isStem = !isImageName(wanted);
    const fit = (candidate: string): number => {
      const names = candidate.normalize("NFC");
      return commonNames(isStem ? withoutExtension(names) : names, wanted);
    };
    const fitting = (byName.get(lastName(wanted)) ?? [])
      .map((candidate) => ({ candidate, names: fit(candidate) }))
      .filter(({ names }) => names > 0);
    const most = Math.max(...fitting.map(({ names }) => names));
    const best = fitting.filter(({ names }) => names === most).map(({ candidate }) => candidate);
    if (best.length > 1)
      throw new Error(
        `Each labelled image must be one image of the project; ${path} may be ${best[0]} or ${best[1]}: give paths ` +
          `below the folder of images.`,
      );
    return best[0];
  };
  return (path) => find(path) ?? (path.includes("\\") ? find(path.replaceAll("\\", "/")) : undefined);
}

/**
 * Which of `known` each of `paths` means, as `imageMatcher` has it; paths that mean none are left out.
 *
 * @throws as `imageMatcher`, or if two of `paths` mean one of `known`, naming both
 */
export function matchImages(paths: Iterable<string>, known: Iterable<string>): Map<string, string> {
  const match = imageMatcher(known);
  const matches = new Map<string, string>();
  const owners = new Map<string, string>();
  for (const path of paths) {
    const found = match(path);
    if (found === undefined) continue;
    const owner = owners.get(found);
    if (owner !== undefined)
      throw new Error(
        `Each image of the project must be labelled once; ${owner} and ${path} both mean ${found}: give paths below ` +
          `the folder of images.`,
      );
    owners.set(found, path);
    matches.set(path, found);
  }
  return matches;
}

/** How many names two paths have in common from the end, if that is all of one of them; else 0. */
function commonNames(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  const most = Math.min(left.length, right.length);
  for (let i = 1; i <= most; i += 1) if (left[left.length - i] !== right[right.length - i]) return 0;
  return most;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function withoutExtension(path: string): string {
  const name = lastName(path);
  return path.slice(0, path.length - name.length) + stemOf(name);
}
