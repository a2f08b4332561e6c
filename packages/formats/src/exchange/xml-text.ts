/** Writes text into XML documents. */

const marks: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text for an element or, between double quotes, an attribute. */
export function xmlText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (mark) => marks[mark]);
}
