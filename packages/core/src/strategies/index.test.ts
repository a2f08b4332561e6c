/** The folder and the list of strategies agree. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as core from "../index.ts";
import { strategies, strategyFamilies, strategyNamed } from "./index.ts";

const isStrategy = (file: string): boolean =>
  file.endsWith(".ts") &&
  !file.endsWith(".test.ts") &&
  !["index.ts", "contract.ts", "tasks.ts"].includes(file);

test("every file of a family's folder is one strategy of its list, under its own name", () => {
  for (const { folder, strategies } of strategyFamilies) {
    const files = readdirSync(join(import.meta.dirname, folder)).filter(isStrategy);
    expect(strategies.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
  }
});

test("every folder is a family, but the one that they share and the wrappers", () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const families = strategyFamilies.map(({ folder }) => folder).filter((folder) => folder !== ".");
  expect(folders.map(({ name }) => name).sort()).toEqual([...families, "shared", "wrappers"].sort());
});

test("every strategy is exported by the room", () => {
  const exported = new Set<unknown>(Object.values(core));
  for (const strategy of strategies) expect(exported.has(strategy), strategy.name).toBe(true);
});

test("defaults are within the declared ranges and every text is there", () => {
  for (const strategy of strategies) {
    core.checkParameters(strategy.name, strategy.parameters);
    for (const text of [strategy.title, strategy.paper, strategy.cost, strategy.avoidWhen]) {
      expect(text.length).toBeGreaterThan(3);
    }
  }
});

test("a strategy is found by name, and an unknown name lists those there are", () => {
  for (const strategy of strategies) expect(strategyNamed(strategy.name)).toBe(strategy);
  expect(() => strategyNamed("coreset")).toThrow(
    "A strategy must be one of random, least-confidence, margin,",
  );
});
