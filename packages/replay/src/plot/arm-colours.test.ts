import { strategies } from "@querent/core";
import { expect, test } from "vitest";
import { colourRules } from "./arm-colours.ts";

/** Relative luminance of #rrggbb, WCAG 2.2. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((i) => Number.parseInt(colour.slice(i, i + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const names = strategies.map(({ name }) => name);

test.each(
  colourRules(names)
    .split("\n@media")
    .map((rule, i) => [i === 0 ? "light" : "dark", rule] as const),
)("in the %s scheme every text has a contrast of 4.5 with what is under it", (_, rule) => {
  const colours = Object.fromEntries(
    [...rule.matchAll(/--([\w-]+):(#[0-9a-f]{6})/g)].map(([, name, colour]) => [name, colour]),
  );
  const lines = names.map((_name, i) => `arm-${i}`);
  expect(Object.keys(colours)).toEqual(expect.arrayContaining([...lines, "ink", "soft", "accent", "card"]));
  for (const name of ["ink", "soft", "accent", ...lines])
    expect(contrast(colours[name], colours.paper), name).toBeGreaterThanOrEqual(4.5);
  for (const name of ["ink", "soft"])
    expect(contrast(colours[name], colours.card), `${name} on a card`).toBeGreaterThanOrEqual(4.5);
});
