/** Reads lists and maps of YAML that are written in brackets. */
import { fault, scalar, withoutComment, type Yaml, type YamlCursor } from "./yaml-lines.ts";

const token =
  /\s*(?:([[\]{},])|("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(:(?=[\s,[\]{}]|$))?|((?:[^\s,[\]{}:]|:(?=\S))(?:[^,[\]{}:]|:(?=[^\s,[\]{}]))*)(:(?=[\s,[\]{}]|$))?)/y;

/** A list or a map in brackets, over as many lines as it takes. */
export function readFlow(cursor: YamlCursor, first: string): Yaml {
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
