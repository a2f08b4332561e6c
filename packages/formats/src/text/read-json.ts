/** Reads JSON files, saying the line where one is broken. */
import { lineAt, readTextFile } from "./read-text-file.ts";

/** The value in a JSON file. Throws with file and line where it is malformed. */
export function readJson(file: string): unknown {
  const text = readTextFile(file);
  try {
    return JSON.parse(text);
  } catch {
    const { at, what } = jsonFault(text);
    throw new Error(`${file}, line ${lineAt(text, at)}: it is not JSON: ${what}.`);
  }
}

const space = /[ \t\r\n]*/y;
const scalar =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y; // oxlint-disable-line no-control-regex

type Expected = "value" | "key" | "colon" | "next";

/** The first place where the text departs from the grammar of RFC 8259. */
function jsonFault(text: string): { at: number; what: string } {
  const open: ("[" | "{")[] = [];
  let expected: Expected = "value";
  let opened = false; // whether the bracket was opened just before
  for (let at = after(space, text, 0); ; at = after(space, text, at)) {
    const c = text[at];
    const within = open.at(-1);
    const closes = (within === "[" && c === "]") || (within === "{" && c === "}");
    if (expected === "next" && within === undefined) return { at, what: "something follows its end" }; // the end itself cannot be reached: the text is malformed
    if (c === undefined) return { at, what: "it ends before it is complete" };
    if (closes && (expected === "next" || opened)) {
      open.pop();
      [expected, opened, at] = ["next", false, at + 1];
    } else if (expected === "next") {
      if (c !== ",") return { at, what: "a comma or a closing bracket must follow a value" };
      [expected, at] = [within === "{" ? "key" : "value", at + 1];
    } else if (expected === "colon") {
      if (c !== ":") return { at, what: "a colon must follow a key" };
      [expected, at] = ["value", at + 1];
    } else if (expected === "value" && (c === "[" || c === "{")) {
      open.push(c);
      [expected, opened, at] = [c === "{" ? "key" : "value", true, at + 1];
    } else {
      const end = after(scalar, text, at);
      if (expected === "key" && (end === at || c !== '"'))
        return { at, what: "a key in quotes must come here" };
      if (end === at) return { at, what: "a value must come here" };
      [expected, opened, at] = [expected === "key" ? "colon" : "next", false, end];
    }
  }
}

/** Where a sticky pattern ends that begins at `at`; `at` itself if it does not match. */
function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
