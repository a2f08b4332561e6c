/** Text that is safe inside HTML and SVG. */

/** Escapes what would end text or a quoted attribute. */
export function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Text of a sentence: escaped, and words with hyphens, such as core-set, are not broken at the end of a line. */
export function prose(text: string): string {
  return escapeText(text).replace(/[^\s<>&;]+(?:-[^\s<>&;]+)+/g, '<span class="whole">$&</span>');
}

/** A coordinate with two decimals and no trailing zeros. */
export function at(value: number): string {
  return String(Math.round(value * 100) / 100);
}
