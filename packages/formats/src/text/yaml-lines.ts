/** What the readers of YAML share: lines, scalars, comments and errors. */

/** A scalar, a list or a map. An absent value is "". */
export type Yaml = string | readonly Yaml[] | ReadonlyMap<string, Yaml>;

/** The lines of a file, and the one that is read. */
export interface YamlCursor {
  readonly lines: string[];
  readonly file: string;
  at: number;
}

/** A plain or quoted scalar as text. */
export function scalar(cursor: YamlCursor, text: string): string {
  const [quote] = text;
  if (quote === "'" || quote === '"') {
    if (text.length < 2 || !text.endsWith(quote)) throw fault(cursor, "the quotes are never closed");
    const inside = text.slice(1, -1);
    if (quote === "'") return inside.replaceAll("''", "'");
    try {
      return JSON.parse(text) as string;
    } catch {
      throw fault(cursor, `${text} must be a text in double quotes with the escapes of JSON`);
    }
  }
  if (/^[&*!%@`]/.test(text)) throw fault(cursor, `"${text}": anchors, aliases and tags are not read`);
  return text === "~" || text === "null" ? "" : text;
}

/** A line up to a comment: a # at its start or after a space, outside quotes. */
export function withoutComment(text: string): string {
  let quote = "";
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (quote !== "") {
      if (c === "\\" && quote === '"') i += 1;
      else if (c === quote) quote = "";
    } else if ((c === '"' || c === "'") && (i === 0 || /[\s[{,:-]/.test(text[i - 1]))) quote = c;
    else if (c === "#" && (i === 0 || /\s/.test(text[i - 1]))) return text.slice(0, i).trim();
  }
  return text.trim();
}

/** Moves past empty lines and comments; whether there is a line left. */
export function skipEmpty(cursor: YamlCursor): boolean {
  while (cursor.at < cursor.lines.length && /^\s*(#.*)?$/.test(cursor.lines[cursor.at])) cursor.at += 1;
  return cursor.at < cursor.lines.length;
}

/** The spaces before a line; throws where there are tabs. */
export function indentOf(cursor: YamlCursor): number {
  const [space] = /^\s*/.exec(cursor.lines[cursor.at]) as RegExpExecArray;
  if (space.includes("\t")) throw fault(cursor, "lines must be indented by spaces, not tabs");
  return space.length;
}

/** An error at the line that is read. */
export function fault({ file, at }: YamlCursor, what: string): Error {
  return new Error(`${file}, line ${at + 1}: it is not YAML that can be read: ${what}.`);
}
