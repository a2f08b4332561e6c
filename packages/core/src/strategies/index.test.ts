/** The folder and the list of strategies agree. */

import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import * as core from "../index.ts";
import { strategies, strategyNamed } from "./index.ts";

test("every file of the folder is one strategy of the list, under its own name", () => {
  const files = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "index.ts")
    .map((file) => file.slice(0, -3));
  expect(strategies.map(({ name }) => name).sort()).toEqual(files.sort());
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
    'A strategy must be one of random, least-confidence, margin, entropy, core-set, learning-loss; got "coreset".',
  );
});
