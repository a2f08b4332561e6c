/** Checks that no two images share a file of labels. */

/** The file of each image. Throws, naming both, where two images have one; `what` begins the error. */
export function onePathEach(
  paths: readonly string[],
  fileOf: (path: string) => string,
  what: string,
): string[] {
  const owners = new Map<string, string>();
  return paths.map((path) => {
    const file = fileOf(path);
    const owner = owners.get(file);
    if (owner !== undefined)
      throw new Error(
        `${what} by the names of images without extension; ${owner} and ${path} would both have ${file}: rename one.`,
      );
    owners.set(file, path);
    return file;
  });
}
