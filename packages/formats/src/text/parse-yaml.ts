/** Reads the part of YAML that data sets are described in; every scalar stays the text it is. */
import { linesOf } from "./read-text-file.ts";

/** A scalar, a list or a map. An absent value is "". */
export type Yaml = string | readonly Yaml[] | ReadonlyMap<string, Yaml>;

interface Cursor {
  readonly lines: string[];
  readonly file: string;
  at: number;
}

/**
 * Parses block maps and lists, flow lists and maps (over several lines too), plain and quoted scalars, literal and
 * folded blocks (`|`, `>`, kept line by line) and comments. Anchors, aliases, tags, several documents and scalars over several
 * lines are refused.
 *
 * @throws naming file and line
 */
export function parseYaml(text: string, file: string): Yaml {
  const cursor: Cursor = { lines: linesOf(text), file, at: 0 };
  if (skipEmpty(cursor) && /^---\s*(#.*)?$/.test(cursor.lines[cursor.at])) cursor.at += 1;
  if (!skipEmpty(cursor)) return "";
  const value = readBlock(cursor, indentOf(cursor));
  if (skipEmpty(cursor)) throw fault(cursor, "this line belongs to nothing above it: check its indentation");
  return value;
}

function readBlock(cursor: Cursor, indent: number): Yaml {
  const start = cursor.lines[cursor.at].slice(indent);
  if (/^-(\s|$)/.test(start)) return readList(cursor, indent);
  return /^[[{]/.test(start) ? readFlow(cursor, withoutComment(start)) : readMap(cursor, indent);
}

function readList(cursor: Cursor, indent: number): Yaml[] {
  const items: Yaml[] = [];
  while (skipEmpty(cursor) && indentOf(cursor) === indent) {
    const match = /^-(?:(\s+)(.*))?$/.exec(cursor.lines[cursor.at].slice(indent));
    if (match === null) break;
    const [, space = "", text = ""] = match;
    const rest = withoutComment(text);
    if (splitKey(rest) === undefined && !/^-(\s|$)/.test(rest)) {
      items.push(readValue(cursor, rest, indent, indent + 1));
      continue;
    }
    const inside = indent + 1 + space.length; // a map or a list that begins on the line of the dash
    cursor.lines[cursor.at] = " ".repeat(inside) + text;
    items.push(readBlock(cursor, inside));
  }
  return items;
}

function readMap(cursor: Cursor, indent: number): Map<string, Yaml> {
  const map = new Map<string, Yaml>();
  while (skipEmpty(cursor) && indentOf(cursor) === indent) {
    const entry = splitKey(withoutComment(cursor.lines[cursor.at].slice(indent)));
    if (entry === undefined) throw fault(cursor, 'a key followed by ": " must come here');
    const [key, rest] = entry;
    if (map.has(key)) throw fault(cursor, `the key ${key} comes twice`);
    map.set(key, readValue(cursor, rest, indent, indent));
  }
  return map;
}

/** The value after a key or a dash at `indent`; a list below it may begin at `listIndent`. Moves past it. */
function readValue(cursor: Cursor, rest: string, indent: number, listIndent: number): Yaml {
  if (/^[|>][+-]?\d*$/.test(rest)) return readLiteral(cursor, indent);
  if (rest.startsWith("[") || rest.startsWith("{")) return readFlow(cursor, rest);
  if (rest !== "") {
    const value = scalar(cursor, rest);
    cursor.at += 1;
    return value;
  }
  cursor.at += 1;
  if (!skipEmpty(cursor)) return "";
  const below = indentOf(cursor);
  const isList = /^-(\s|$)/.test(cursor.lines[cursor.at].slice(below));
  return below > indent || (isList && below === listIndent) ? readBlock(cursor, below) : "";
}

/** The lines of a block scalar, which are those further in than `indent`. */
function readLiteral(cursor: Cursor, indent: number): string {
  const lines: string[] = [];
  for (cursor.at += 1; cursor.at < cursor.lines.length; cursor.at += 1) {
    const line = cursor.lines[cursor.at];
    if (line.trim() !== "" && line.length - line.trimStart().length <= indent) break;
    lines.push(line.trim());
  }
  return lines.join("\n").trim();
}

const token =
  /\s*(?:([[\]{},])|("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(:(?=[\s,[\]{}]|$))?|((?:[^\s,[\]{}:]|:(?=\S))(?:[^,[\]{}:]|:(?=[^\s,[\]{}]))*)(:(?=[\s,[\]{}]|$))?)/y;

/** A list or a map in brackets, over as many lines as it takes. */
function readFlow(cursor: Cursor, first: string): Yaml {
  const opened = cursor.at;
  let text = first;
  let at = 0;
  const next = (): RegExpExecArray => {
    for (;;) {
      token.lastIndex = at;
      const match = /\S/.test(text.slice(at)) ? token.exec(text) : null;
      if (match !== null) {
        at = token.lastIndex;
        return match;
      }
      if (/\S/.test(text.slice(at))) throw fault(cursor, `"${text.slice(at).trim()}" must not come here`);
      cursor.at += 1;
      if (cursor.at >= cursor.lines.length)
        throw fault({ ...cursor, at: opened }, "the brackets are never closed");
      text = withoutComment(cursor.lines[cursor.at].trim());
      at = 0;
    }
  };
  const valueOf = ([, mark, quoted, , plain]: RegExpExecArray): Yaml => {
    if (mark === "[") return list();
    if (mark === "{") return map();
    if (mark !== undefined) throw fault(cursor, `a value must come before "${mark}"`);
    return scalar(cursor, quoted ?? plain.trim());
  };
  const list = (): Yaml[] => {
    const items: Yaml[] = [];
    for (let match = next(); match[1] !== "]";) {
      items.push(valueOf(match));
      match = afterItem("]");
    }
    return items;
  };
  const map = (): Map<string, Yaml> => {
    const entries = new Map<string, Yaml>();
    for (let match = next(); match[1] !== "}";) {
      const [, mark, quoted, quotedColon, plain, plainColon] = match;
      if (mark !== undefined || (quotedColon ?? plainColon) === undefined)
        throw fault(cursor, 'a key followed by ": " must come here');
      const key = scalar(cursor, quoted ?? plain.trim());
      if (entries.has(key)) throw fault(cursor, `the key ${key} comes twice`);
      entries.set(key, valueOf(next()));
      match = afterItem("}");
    }
    return entries;
  };
  /** What follows an item: the closing bracket, or the item after a comma. */
  const afterItem = (close: string): RegExpExecArray => {
    const match = next();
    if (match[1] === close) return match;
    if (match[1] !== ",") throw fault(cursor, `a comma or "${close}" must come here`);
    return next();
  };
  const value = valueOf(next());
  if (/\S/.test(text.slice(at))) throw fault(cursor, `"${text.slice(at).trim()}" must not come here`);
  cursor.at += 1;
  return value;
}

/** `key: rest` or `key:`; undefined for what is neither. */
function splitKey(text: string): [string, string] | undefined {
  const match =
    /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'[\]{},#&*!|>%@`-][^#]*?|-[^\s#][^#]*?))\s*:(?:\s+(.*))?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, double, single, plain, rest = ""] = match;
  return [double ?? single ?? plain, rest.trim()];
}

function scalar(cursor: Cursor, text: string): string {
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
function withoutComment(text: string): string {
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
function skipEmpty(cursor: Cursor): boolean {
  while (cursor.at < cursor.lines.length && /^\s*(#.*)?$/.test(cursor.lines[cursor.at])) cursor.at += 1;
  return cursor.at < cursor.lines.length;
}

function indentOf(cursor: Cursor): number {
  const [space] = /^\s*/.exec(cursor.lines[cursor.at]) as RegExpExecArray;
  if (space.includes("\t")) throw fault(cursor, "lines must be indented by spaces, not tabs");
  return space.length;
}

function fault({ file, at }: Cursor, what: string): Error {
  return new Error(`${file}, line ${at + 1}: it is not YAML that can be read: ${what}.`);
}
