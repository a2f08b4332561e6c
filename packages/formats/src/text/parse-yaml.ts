/** Reads the part of YAML that data sets are described in; every scalar stays the text it is. */
import { linesOf } from "./read-text-file.ts";
import { readFlow } from "./yaml-flow.ts";
import {
  fault,
  indentOf,
  scalar,
  skipEmpty,
  withoutComment,
  type Yaml,
  type YamlCursor,
} from "./yaml-lines.ts";

export type { Yaml } from "./yaml-lines.ts";

/**
 * Parses block maps and lists, flow lists and maps (over several lines too), plain and quoted scalars, literal and
 * folded blocks (`|`, `>`, kept line by line) and comments. Anchors, aliases, tags, several documents and scalars over
 * several lines are refused.
 *
 * @throws naming file and line
 */
export function parseYaml(text: string, file: string): Yaml {
  const cursor: YamlCursor = { lines: linesOf(text), file, at: 0 };
  if (skipEmpty(cursor) && /^---\s*(#.*)?$/.test(cursor.lines[cursor.at])) cursor.at += 1;
  if (!skipEmpty(cursor)) return "";
  const value = readBlock(cursor, indentOf(cursor));
  if (skipEmpty(cursor)) throw fault(cursor, "this line belongs to nothing above it: check its indentation");
  return value;
}

function readBlock(cursor: YamlCursor, indent: number): Yaml {
  const start = cursor.lines[cursor.at].slice(indent);
  if (/^-(\s|$)/.test(start)) return readList(cursor, indent);
  return /^[[{]/.test(start) ? readFlow(cursor, withoutComment(start)) : readMap(cursor, indent);
}

function readList(cursor: YamlCursor, indent: number): Yaml[] {
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

function readMap(cursor: YamlCursor, indent: number): Map<string, Yaml> {
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
function readValue(cursor: YamlCursor, rest: string, indent: number, listIndent: number): Yaml {
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
function readLiteral(cursor: YamlCursor, indent: number): string {
  const lines: string[] = [];
  for (cursor.at += 1; cursor.at < cursor.lines.length; cursor.at += 1) {
    const line = cursor.lines[cursor.at];
    if (line.trim() !== "" && line.length - line.trimStart().length <= indent) break;
    lines.push(line.trim());
  }
  return lines.join("\n").trim();
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
