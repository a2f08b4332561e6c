/** Checks that no two images share a file of labels. */

/** Throws, naming both, where two images have one file; `title` is the format's. */
export function checkOnePathEach(
  title: string,
  paths: readonly string[],
  fileOf: (path: string) => string,
): void {
  const owners = new Map<string, string>();
  for (const path of paths) {
    const file = fileOf(path);
    const owner = owners.get(file);
    if (owner !== undefined)
      throw new Error(
        `${title} names files of labels by images without their extension; ${owner} and ${path} would both have ` +
          `${file}: rename one.`,
      );
    owners.set(file, path);
  }
}
