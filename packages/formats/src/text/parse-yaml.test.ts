import { expect, test } from "vitest";
import { parseYaml, type Yaml } from "./parse-yaml.ts";

/** Maps as plain objects, for comparing. */
function plain(value: Yaml): unknown {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(
    [...(value as ReadonlyMap<string, Yaml>)].map(([key, inner]) => [key, plain(inner)]),
  );
}

test("reads what describes a data set", () => {
  const text = `# a comment\r
---
path: ../datasets/coco8-pose # dataset root
train: images/train
"val" : 'images/it''s val' # quoted
test: # none

kpt_shape: [17, 3] # joints
url: https://x.y/#z
flip_idx: [
  0, 2,  # first
  1,
]
names:
  0: traffic light
  1: "caf\\u00e9 #1"
nested: {0: person, "a b": [x, {y: z}], 'c': -1}
kpt_names:
  0:
    - nose
    - left_eye
lists:
- one
- [a: b]
- "- x"
- - y
  - z
-   k: v
    l: [
      w]
empty: []
download: |
  from x import y

  for a in b:
    c: d
nc: 2`;
  expect(plain(parseYaml(text.replace("- [a: b]", "- [a, b]"), "data.yaml"))).toEqual({
    path: "../datasets/coco8-pose",
    train: "images/train",
    val: "images/it's val",
    test: "",
    kpt_shape: ["17", "3"],
    url: "https://x.y/#z",
    flip_idx: ["0", "2", "1"],
    names: { 0: "traffic light", 1: "café #1" },
    nested: { 0: "person", "a b": ["x", { y: "z" }], c: "-1" },
    kpt_names: { 0: ["nose", "left_eye"] },
    lists: ["one", ["a", "b"], "- x", ["y", "z"], { k: "v", l: ["w"] }],
    empty: [],
    download: "from x import y\n\nfor a in b:\nc: d",
    nc: "2",
  });
  expect(parseYaml("", "x")).toBe("");
  expect(plain(parseYaml("{a: [b],\n c: d} # end", "x"))).toEqual({ a: ["b"], c: "d" });
});

test.each([
  ["a: 1\n\tb: 2", 2, "lines must be indented by spaces, not tabs"],
  ["a: 1\n  b: 2", 2, "this line belongs to nothing above it"],
  ["a: 1\na: 2", 2, "the key a comes twice"],
  ["a: 1\nb", 2, 'a key followed by ": " must come here'],
  ["a: &x 1", 1, '"&x 1": anchors, aliases and tags are not read'],
  ["a: [1, 2\n\n", 1, "the brackets are never closed"],
  ["a: [1, 2] 3", 1, '"3" must not come here'],
  ["a: [1 , , 2]", 1, 'a value must come before ","'],
  ["a: {1, 2}", 1, 'a key followed by ": " must come here'],
  ["a: 'b\n  c'", 1, "the quotes are never closed"],
  ["a: 'b", 1, "the quotes are never closed"],
  ['a: "\\q"', 1, "must be a text in double quotes with the escapes of JSON"],
])("refuses %j", (text, line, what) => {
  expect(() => parseYaml(text, "x.yaml")).toThrow(`x.yaml, line ${line}: it is not YAML that can be read: `);
  expect(() => parseYaml(text, "x.yaml")).toThrow(what);
});
