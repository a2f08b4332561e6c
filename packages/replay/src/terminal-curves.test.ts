import { expect, test } from "vitest";
import { exampleReport } from "../test/example-report.ts";
import { terminalCurves, wantsColour } from "./terminal-curves.ts";

const report = exampleReport();
const escape = "\u001b";

test.each([40, 60, 80, 132])("no line is wider than a terminal of %i columns", (columns) => {
  for (const line of terminalCurves(report, { columns, colour: false }).split("\n"))
    expect(line.length).toBeLessThanOrEqual(columns);
});

test("names every arm beside the end of its line, the better one above", () => {
  const lines = terminalCurves(report, { columns: 80, colour: false }).split("\n");
  const rowOf = (name: string): number =>
    lines.findIndex((line) => line.includes("\u2502") && line.endsWith(`  ${name}`));
  expect(rowOf("learning loss")).toBeGreaterThan(0);
  expect(rowOf("random")).toBeGreaterThan(rowOf("learning loss"));
});

test("colours only when asked", () => {
  expect(terminalCurves(report, { columns: 80, colour: false })).not.toContain(escape);
  expect(terminalCurves(report, { columns: 80, colour: true })).toContain(`${escape}[38;5;75m`);
});

test("colour needs a terminal and no NO_COLOR", () => {
  expect(wantsColour(true, { TERM: "xterm" })).toBe(true);
  expect(wantsColour(true, { TERM: "xterm", NO_COLOR: "1" })).toBe(false);
  expect(wantsColour(true, { TERM: "dumb" })).toBe(false);
  expect(wantsColour(false, { TERM: "xterm" })).toBe(false);
});
