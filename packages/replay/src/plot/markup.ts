/** Text that is safe inside HTML and SVG. */

/** Escapes what would end text or a quoted attribute. */
export function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A coordinate with two decimals and no trailing zeros. */
export function at(value: number): string {
  return String(Math.round(value * 100) / 100);
}
