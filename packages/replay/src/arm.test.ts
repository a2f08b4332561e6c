import { expect, test } from "vitest";
import { armTitle, parseArm } from "./arm.ts";

test.each([
  ["random", "random", undefined],
  ["random+module", "random", "ranking"],
  ["entropy+module:mse", "entropy", "mse"],
  ["learning-loss", "learning-loss", "ranking"],
  ["learning-loss:mse", "learning-loss", "mse"],
])("%s picks by %s and trains the module by %s", (name, strategy, module) => {
  const arm = parseArm(name);
  expect([arm.name, arm.strategy.name, arm.module]).toEqual([name, strategy, module]);
});

test.each([
  ["badly", "A strategy must be one of random, "],
  ["random+modul", "modul"],
  ["learning-loss+module", "trains the module anyway"],
  ["random:mse", "Write random+module:mse"],
  ["learning-loss:mae", 'must be one of ranking, mse; got "mae"'],
])("refuses %s", (name, message) => {
  expect(() => parseArm(name)).toThrow(message);
});

test("titles say how an arm trains where that is not its strategy's own way", () => {
  expect(["random", "random+module", "learning-loss", "learning-loss:mse", "core-set"].map(armTitle)).toEqual(
    ["random", "random + module", "learning loss", "learning loss (MSE)", "core-set"],
  );
});
