import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { readJson } from "./read-json.ts";
import { readTextFile } from "./read-text-file.ts";

function inFile(content: string | Uint8Array): string {
  return join(temporaryFolder("json", { "a.json": content }), "a.json");
}

test.each([
  ['{\n "a": 1,\n "b": [1 2]\n}', 3, "a comma or a closing bracket must follow a value"],
  ['{\r\n"a": 1,\r\n}', 3, "a key in quotes must come here"],
  ["[\r1,\r]", 3, "a value must come here"],
  ['{"a" 1}', 1, "a colon must follow a key"],
  ['{"a": NaN}', 1, "a value must come here"],
  ['{"a": {}\n', 2, "it ends before it is complete"],
  ["[1]\n\n[2]", 3, "something follows its end"],
  ["", 1, "it ends before it is complete"],
  ['["a\nb"]', 1, "a value must come here"],
  ["[01]", 1, "a comma or a closing bracket must follow a value"],
  ["{a: 1}", 1, "a key in quotes must come here"],
])("says where %j is broken", (text, line, what) => {
  const file = inFile(text);
  expect(() => readJson(file)).toThrow(`${file}, line ${line}: it is not JSON: ${what}.`);
});

test("reads byte order marks, and refuses bytes that are no text", () => {
  expect(readJson(inFile('\ufeff{"é": "ü"}'))).toEqual({ é: "ü" });
  expect(readJson(inFile(Buffer.from("\ufeff[1]", "utf16le")))).toEqual([1]);
  const latin = inFile(Uint8Array.of(0x22, 0xe9, 0x22));
  expect(() => readJson(latin)).toThrow(`${latin} must be text in utf-8, and is not: save it as UTF-8.`);
  expect(readTextFile(latin, "latin1")).toBe('"é"');
});

test("finds a fault in whatever JSON.parse refuses", () => {
  const file = inFile("");
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", "]", "{", "x", '"', ":"))
    .map(
      ([text, at, put]) =>
        text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + 1),
    );
  fc.assert(
    fc.property(broken, (text) => {
      writeFileSync(file, text);
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        expect(() => readJson(file)).toThrow(/line 1: it is not JSON: /);
        return;
      }
      expect(readJson(file)).toEqual(value);
    }),
  );
});
