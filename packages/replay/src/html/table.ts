/** A table of a report. */
import { escapeText } from "../plot/markup.ts";

/** A cell is text, or text with a piece of SVG before it or weight. The first cell of a row is its heading. */
export type Cell = string | { readonly text: string; readonly key?: string; readonly strong?: boolean };

/** A `<table>` with a caption, headings with scope, and numbers aligned right; text is escaped. */
export function table(caption: string, head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cell = (value: Cell): string => {
    const { text, key = "", strong } = typeof value === "string" ? { text: value } : value;
    return key + (strong === true ? `<strong>${escapeText(text)}</strong>` : escapeText(text));
  };
  const body = rows.map(
    ([first, ...others]) =>
      `<tr><th scope="row">${cell(first)}</th>${others.map((value) => `<td>${cell(value)}</td>`).join("")}</tr>`,
  );
  return (
    `<div class="wide"><table><caption><span>${escapeText(caption)}</span></caption>` +
    `<thead><tr>${head.map((text) => `<th scope="col">${escapeText(text)}</th>`).join("")}</tr></thead>` +
    `<tbody>\n${body.join("\n")}\n</tbody></table></div>`
  );
}

/** A table that opens when it is asked for, beside the plot that shows the same. */
export function foldedTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  summary = "The numbers as a table",
): string {
  return `<details><summary>${escapeText(summary)}</summary>${table(caption, head, rows)}</details>`;
}
