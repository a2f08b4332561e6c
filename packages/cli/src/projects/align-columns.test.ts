/** Columns of a terminal: aligned, and the last one within the line. */
import { expect, test } from "vitest";
import { alignColumns } from "./align-columns.ts";

test("names to the left, numbers to the right", () => {
  expect(
    alignColumns(
      ["class", "images"],
      [
        ["cat", "7"],
        ["elephant", "120"],
      ],
    ),
  ).toBe("class     images\ncat            7\nelephant     120");
});

test("a long last column goes on below itself, within 100 characters", () => {
  const reason = "a word and another ".repeat(12).trim();
  const lines = alignColumns(["rule", "because"], [["plateau", reason]], [0, 1]).split("\n");
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  expect(lines.slice(2).every((line) => line.startsWith("         a") || line.startsWith("         w"))).toBe(
    true,
  );
  expect(
    lines
      .slice(1)
      .map((line) => line.slice(9))
      .join(" "),
  ).toBe(reason);
});

test("a word that is longer than the line stays whole", () => {
  const word = "x".repeat(120);
  expect(alignColumns(["a", "b"], [["1", `${word} end`]], [0, 1])).toBe(`a  b\n1  ${word}\n   end`);
});
