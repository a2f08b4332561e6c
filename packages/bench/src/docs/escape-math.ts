/** Keeps formulas as they are written: Markdown would take their stars and underscores for emphasis. */

/** The text with `*`, `_`, `<` and `|x|` outside of code marks escaped. */
export function escapeMath(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, i) =>
      i % 2 === 1 ? part : part.replace(/[*_<]/g, (sign) => (sign === "<" ? "&lt;" : `\\${sign}`)),
    )
    .join("");
}
