/** Names of strategies on each task, and the refusals of those that a task does not have. */

import { expect, test } from "vitest";
import { strategies } from "./index.ts";
import { strategiesForTask, strategyForTask } from "./tasks.ts";

test.each([
  ["entropy", "box-entropy", "joint-entropy"],
  ["margin", "box-margin", "joint-margin"],
  ["least-confidence", "box-least-confidence", "joint-least-confidence"],
  ["random", "random", "random"],
  ["core-set", "core-set", "core-set"],
  ["learning-loss", "learning-loss", "learning-loss"],
  ["entropy+diverse", "box-entropy+diverse", "joint-entropy+diverse"],
])("%s is %s on detection and %s on pose", (name, detection, pose) => {
  expect(strategyForTask(name, "classification").name).toBe(name);
  expect(strategyForTask(name, "detection").name).toBe(detection);
  expect(strategyForTask(name, "pose").name).toBe(pose);
});

test("a strategy goes by its own name too, and what a task does not have is refused with what to take", () => {
  expect(strategyForTask("box-entropy", "detection").name).toBe("box-entropy");
  expect(() => strategyForTask("bald", "detection")).toThrow(
    "bald needs passes, which a detection model does not give. Take box-entropy,",
  );
  expect(() => strategyForTask("badge", "pose")).toThrow(
    "badge needs probabilities, which a pose model does not give. Take joint-entropy,",
  );
  expect(() => strategyForTask("box-core-set", "classification")).toThrow(
    "box-core-set needs boxes found and embeddings of boxes, which a classification model does not give. Take entropy,",
  );
  expect(() => strategyForTask("entropy+balanced", "detection")).toThrow("needs probabilities and labels");
  expect(() => strategyForTask("entrop", "pose")).toThrow('got "entrop"');
});

test("every strategy belongs to a task, and what needs no model to all", () => {
  const lists = (["classification", "detection", "pose"] as const).map(strategiesForTask);
  for (const strategy of strategies) {
    const tasks = lists.filter((list) => list.includes(strategy));
    expect(tasks.length, strategy.name).toBeGreaterThan(0);
    if (strategy.needs.length === 0) expect(tasks.length).toBe(3);
  }
});
