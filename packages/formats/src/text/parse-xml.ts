/** A strict reader of plain XML documents: elements, attributes, text, entities, comments and CDATA, with line numbers. */
import { lineAt } from "./read-text-file.ts";

/** An element. */
export interface XmlElement {
  readonly name: string;
  readonly line: number; // of its opening tag, from 1
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string; // directly in it, comments left out, with white space as it stands
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const name = /[\p{L}_:][\p{L}\p{N}\p{M}_:.·-]*/uy;
const declaration =
  /<\?xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')(?:\s+encoding\s*=\s*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>/y;
const space = /[ \t\r\n]*/y;
const reference = /&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-z]+));/y;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", apos: "'", quot: '"' };

/**
 * Parses a document (XML 1.0 without document types, which a data file needs none of). Line ends become "\n".
 *
 * @param file the name for errors
 * @throws with file and line where the text is not well-formed, or declares a document type
 */
export function parseXml(text: string, file: string): XmlElement {
  const normal = text.replace(/\r\n?/g, "\n");
  const cursor: Cursor = { text: normal, file, at: 0, line: 1, lineEnd: endOfLine(normal, 0) };
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  skip(cursor, declaration);
  while (cursor.at < cursor.text.length) {
    const within = open.at(-1);
    if (next(cursor, "<!--")) skipComment(cursor);
    else if (next(cursor, "<![CDATA[")) {
      const data = skipTo(cursor, "]]>", "the CDATA section");
      if (within === undefined) throw fault(cursor, "text must be inside the outermost element");
      within.text += data;
    } else if (next(cursor, "<?")) skipInstruction(cursor);
    else if (next(cursor, "<!")) throw fault(cursor, "a document type is not read: remove it");
    else if (next(cursor, "</")) closeElement(cursor, open.pop());
    else if (next(cursor, "<")) {
      if (within === undefined && root !== undefined)
        throw fault(cursor, "there must be one outermost element; another begins");
      const { element, empty } = openElement(cursor);
      within?.children.push(element);
      root ??= element;
      if (!empty) open.push(element);
    } else {
      const data = readText(cursor);
      if (within !== undefined) within.text += data;
      else if (data.trim() !== "") throw fault(cursor, "text must be inside the outermost element");
    }
  }
  if (open.length > 0) throw fault(cursor, `the element ${open.at(-1)!.name} is never closed`);
  if (root === undefined) throw fault(cursor, "there is no element");
  return root;
}

interface Cursor {
  readonly text: string;
  readonly file: string;
  at: number;
  line: number; // the line counted last
  lineEnd: number; // its end
}

function skipComment(cursor: Cursor): void {
  const end = cursor.text.indexOf("--", cursor.at);
  if (end >= 0 && cursor.text[end + 2] !== ">")
    throw fault({ ...cursor, at: end }, 'a comment must not have "--" in it');
  skipTo(cursor, "-->", "the comment");
}

function skipInstruction(cursor: Cursor): void {
  const from = cursor.at;
  const target = readName(cursor, "a processing instruction");
  if (target.toLowerCase() === "xml")
    throw fault(
      { ...cursor, at: from },
      "the XML declaration must stand at the very beginning, version first",
    );
  if (!cursor.text.startsWith("?>", cursor.at) && skip(cursor, space) === 0)
    throw fault(cursor, `a space must follow the name ${target}`);
  skipTo(cursor, "?>", "the processing instruction");
}

function openElement(cursor: Cursor): { element: OpenElement; empty: boolean } {
  const line = countLines(cursor);
  const tag = readName(cursor, "an element");
  const attributes = new Map<string, string>();
  for (;;) {
    const spaced = skip(cursor, space) > 0;
    const empty = next(cursor, "/>");
    if (empty || next(cursor, ">"))
      return { element: { name: tag, line, attributes, children: [], text: "" }, empty };
    if (!spaced) throw fault(cursor, `the tag <${tag} must end with ">"`);
    const key = readName(cursor, `an attribute of ${tag}`);
    skip(cursor, space);
    if (!next(cursor, "=")) throw fault(cursor, `the attribute ${key} must have a value`);
    skip(cursor, space);
    const quote = cursor.text[cursor.at];
    if (quote !== '"' && quote !== "'") throw fault(cursor, `the value of ${key} must be in quotes`);
    cursor.at += 1;
    if (attributes.has(key)) throw fault(cursor, `the attribute ${key} comes twice`);
    const from = cursor.at;
    const raw = skipTo(cursor, quote, `the value of ${key}`).replace(/[\t\n]/g, " ");
    if (raw.includes("<")) throw fault({ ...cursor, at: from }, `the value of ${key} must have &lt; for <`);
    attributes.set(key, resolveReferences(cursor, raw, from));
  }
}

function closeElement(cursor: Cursor, element: OpenElement | undefined): void {
  const tag = readName(cursor, "a closing tag");
  skip(cursor, space);
  if (!next(cursor, ">")) throw fault(cursor, `the tag </${tag} must end with ">"`);
  if (element === undefined) throw fault(cursor, `</${tag}> closes nothing`);
  if (element.name !== tag)
    throw fault(cursor, `</${tag}> must be </${element.name}>, which is open since line ${element.line}`);
}

/** The text up to the next tag. */
function readText(cursor: Cursor): string {
  const end = cursor.text.indexOf("<", cursor.at);
  const raw = cursor.text.slice(cursor.at, end < 0 ? undefined : end);
  const close = raw.indexOf("]]>");
  if (close >= 0) throw fault({ ...cursor, at: cursor.at + close }, "text must have ]]&gt; for ]]>");
  const resolved = resolveReferences(cursor, raw, cursor.at);
  cursor.at += raw.length;
  return resolved;
}

/** The text `raw`, which stands at `from`, with its references resolved. */
function resolveReferences(cursor: Cursor, raw: string, from: number): string {
  let out = "";
  for (let at = 0; at < raw.length;) {
    const mark = raw.indexOf("&", at);
    if (mark < 0) return out + raw.slice(at);
    reference.lastIndex = mark;
    const match = reference.exec(raw);
    const [, hex, decimal, named] = match ?? [];
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const character = named === undefined ? characterOf(code) : entities[named];
    if (match === null || character === undefined)
      throw fault(
        { ...cursor, at: from + mark },
        `"${raw.slice(mark, mark + 12).split(/[\n<]/)[0]}" must be a reference such as &lt; or &#60;; the character & itself is written &amp;`,
      );
    out += raw.slice(at, mark) + character;
    at = mark + match[0].length;
  }
  return out;
}

function characterOf(code: number): string | undefined {
  const allowed = code === 9 || code === 10 || code === 13 || (code >= 32 && code <= 0x10ffff);
  return allowed && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined;
}

function readName(cursor: Cursor, what: string): string {
  const from = cursor.at;
  if (skip(cursor, name) === 0) throw fault(cursor, `the name of ${what} must come here`);
  return cursor.text.slice(from, cursor.at);
}

/** The line that the cursor is in, counted on from where it was asked for last. */
function countLines(cursor: Cursor): number {
  while (cursor.lineEnd < cursor.at) {
    cursor.line += 1;
    cursor.lineEnd = endOfLine(cursor.text, cursor.lineEnd + 1);
  }
  return cursor.line;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** Moves past a sticky pattern; returns how far. */
function skip(cursor: Cursor, pattern: RegExp): number {
  pattern.lastIndex = cursor.at;
  const from = cursor.at;
  if (pattern.test(cursor.text)) cursor.at = pattern.lastIndex;
  return cursor.at - from;
}

function next(cursor: Cursor, token: string): boolean {
  if (!cursor.text.startsWith(token, cursor.at)) return false;
  cursor.at += token.length;
  return true;
}

/** Moves past `end`; returns what came before it. */
function skipTo(cursor: Cursor, end: string, what: string): string {
  const found = cursor.text.indexOf(end, cursor.at);
  if (found < 0) throw fault(cursor, `${what} never ends`);
  const between = cursor.text.slice(cursor.at, found);
  cursor.at = found + end.length;
  return between;
}

function fault({ text, file, at }: Cursor, what: string): Error {
  return new Error(`${file}, line ${lineAt(text, at)}: it is not well-formed XML: ${what}.`);
}
