/** The pages, pictures and parity rows in the repository are those that the source makes. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { docComment } from "./doc-comment.ts";
import { escapeMath } from "./escape-math.ts";
import { makeDocs } from "./make-docs.ts";

const root = join(import.meta.dirname, "../../../..");

test("every strategy has the page, the picture and the parity row that `npm run docs` makes", async () => {
  const files = await makeDocs(root);
  for (const [path, text] of files)
    expect(readFileSync(join(root, path), "utf8") === text, `${path}: run npm run docs`).toBe(true);
  const kept = readdirSync(join(root, "docs/strategies")).map((file) => `docs/strategies/${file}`);
  expect(kept.filter((path) => !files.has(path))).toEqual([]);
}, 120_000);

test("a doc comment becomes paragraphs, without its tags", () => {
  const source = `
/** The file. */
const x = 1;

/**
 * First line
 * goes on.
 *
 * - a
 * - b
 * Departure: another.
 * @throws never
 */
export const some = defineStrategy({
  name: "some",
`;
  expect(docComment(source, "some")).toEqual(["First line goes on.", "- a", "- b", "Departure: another."]);
  expect(() => docComment(source, "other")).toThrow("The strategy other must have a doc comment");
});

test("formulas are not taken for emphasis", () => {
  expect(escapeMath("sum_i a_i * b, `a_i`, x < y")).toBe("sum\\_i a\\_i \\* b, `a_i`, x &lt; y");
});
