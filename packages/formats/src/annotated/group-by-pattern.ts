/** Groups images by a part of their names. */

/**
 * The group of an id is what the pattern's first brackets match in it: `(\d{5})\d+_` makes images 20085291_test.jpg and
 * 20085292_test.jpg of group 20085 one group. Ids are paths inside the data set, with "/" between folders.
 *
 * @throws if the pattern is not a regular expression with brackets; the function made throws for an id it does not match
 */
export function groupByPattern(pattern: string): (id: string) => string {
  const expression = compile(pattern);
  if (new RegExp(`${pattern}|`, "u").exec("")!.length < 2)
    throw new Error(
      `A group pattern must have brackets around what makes the group, as in "(\\d{5})"; got "${pattern}".`,
    );
  return (id) => {
    const group = expression.exec(id)?.[1];
    if (group === undefined)
      throw new Error(`The group pattern "${pattern}" must match every image; it does not match ${id}.`);
    return group;
  };
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch (cause) {
    throw new Error(
      `A group pattern must be a regular expression; "${pattern}" is none: ${(cause as Error).message}.`,
      { cause },
    );
  }
}
