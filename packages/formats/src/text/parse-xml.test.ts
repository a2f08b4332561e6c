import fc from "fast-check";
import { expect, test } from "vitest";
import { parseXml, type XmlElement } from "./parse-xml.ts";

test("reads elements, attributes, text, references, comments, CDATA and processing instructions", () => {
  const root = parseXml(
    `<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- a <comment> & more -->\r\n<a one="1 &lt;\t2" two='"'>\r\n` +
      `  x &amp; y &#233;&#x1F600;<!-- in -->z<b/><c.d-e >é</c.d-e\n><![CDATA[<raw> & ]]]]><?do it?></a>\n<!---->`,
    "x.xml",
  );
  expect([root.name, root.line]).toEqual(["a", 3]);
  expect([...root.attributes]).toEqual([
    ["one", "1 < 2"],
    ["two", '"'],
  ]);
  expect(root.text).toBe("\n  x & y é😀z<raw> & ]]");
  expect(root.children.map(({ name, line, text }) => [name, line, text])).toEqual([
    ["b", 4, ""],
    ["c.d-e", 4, "é"],
  ]);
});

test.each([
  ["", 1, "there is no element"],
  ["<a>\n<b>\n</a>", 3, "</a> must be </b>, which is open since line 2"],
  ["<a>\n", 2, "the element a is never closed"],
  ["<a/>\n<b/>", 2, "there must be one outermost element; another begins"],
  ["<a/>\ntext", 2, "text must be inside the outermost element"],
  ["</a>", 1, "</a> closes nothing"],
  ["<a>\n&nbsp;</a>", 2, '"&nbsp;" must be a reference'],
  ["<a>\n\nfish & chips</a>", 3, '"& chips" must be a reference'],
  ["<a>&#0;</a>", 1, '"&#0;" must be a reference'],
  ["<a b=1/>", 1, "the value of b must be in quotes"],
  ["<a b='1' b='2'/>", 1, "the attribute b comes twice"],
  ["<a b='1'c='2'/>", 1, 'the tag <a must end with ">"'],
  ["<a\n b></a>", 2, "the attribute b must have a value"],
  ["<a><!-- never</a>", 1, "the comment never ends"],
  ["<a>\n<!-- a -- b --></a>", 2, 'a comment must not have "--" in it'],
  ["<a b='<'/>", 1, "the value of b must have &lt; for <"],
  ["<a>\n]]></a>", 2, "text must have ]]&gt; for ]]>"],
  ["\n<?xml version='1.0'?><a/>", 2, "the XML declaration must stand at the very beginning, version first"],
  ["<?xml encoding='utf-8'?><a/>", 1, "the XML declaration must stand at the very beginning, version first"],
  ["<?do!?><a/>", 1, "a space must follow the name do"],
  ["<!DOCTYPE a><a/>", 1, "a document type is not read: remove it"],
  ["<a>< b/></a>", 1, "the name of an element must come here"],
])("refuses %j", (text, line, what) => {
  expect(() => parseXml(text, "x.xml")).toThrow(`x.xml, line ${line}: it is not well-formed XML: ${what}`);
});

interface Tree {
  readonly name: string;
  readonly text: string;
  readonly value: string;
  readonly children: readonly Tree[];
}

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => `&#x${c.codePointAt(0)!.toString(16)};`);
const write = ({ name, text, value, children }: Tree): string =>
  `<${name} v="${escape(value)}">${escape(text)}<!-- ${name} -->${children.map(write).join("")}</${name}>`;
const shape = ({ name, text, attributes, children }: XmlElement): Tree => ({
  name,
  text,
  value: attributes.get("v") as string,
  children: children.map(shape),
});

test("reads back any tree that was written", () => {
  const text = fc.string({ unit: "grapheme" }).map((s) => s.replace(/[\u0000-\u001f]/g, "")); // oxlint-disable-line no-control-regex
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.record({
      name: fc.constantFrom("a", "größe", "x-1", "ns:b"),
      text,
      value: text,
      children: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie("tree"), { maxLength: 3 })),
    }),
  }));
  fc.assert(fc.property(tree, (made) => void expect(shape(parseXml(write(made), "x"))).toEqual(made)));
});
