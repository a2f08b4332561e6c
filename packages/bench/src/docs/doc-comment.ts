/** Reads the doc comment of an exported constant, so that a page says what the source says. */

/**
 * The comment's paragraphs and list items, tags left out.
 *
 * @throws when there is no `export const` with a doc comment for the strategy of that name
 */
export function docComment(source: string, name: string): string[] {
  const found = [
    ...source.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const \w+(?::[^=]+)? = [^\n]*\n\s*name: "([^"]+)"/g,
    ),
  ];
  const comment = found.find(([, , named]) => named === name)?.[1];
  if (comment === undefined)
    throw new Error(`The strategy ${name} must have a doc comment before its export const; found none.`);
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\*? ?/, "").trimEnd());
  const paragraphs: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    if (line.startsWith("@")) break;
    if (line === "") isOpen = false;
    else if (isOpen && !line.startsWith("- ") && !line.startsWith("Departure")) {
      paragraphs.push(`${paragraphs.pop()!} ${line.trim()}`);
    } else {
      paragraphs.push(line.trim());
      isOpen = true;
    }
  }
  return paragraphs;
}
