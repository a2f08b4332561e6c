import { keyFrom } from "@querent/core";
import { createSession, type Tensor } from "@querent/graph";
import { createClassifier, recipeNamed, trainingPlan, type ClassifierSettings } from "@querent/models";
import { expect, test } from "vitest";
import { DRAW, twinDraws } from "./twin-draws.ts";

const SIDE = 8;
const COUNT = 70;

test("the draws name every pixel that a training is fed, step by step", async () => {
  const settings: ClassifierSettings = {
    network: "small",
    recipe: "cpu",
    classes: 2,
    height: SIDE,
    width: SIDE,
    channels: 1,
    normalisation: { mean: [0], std: [1 / 255] }, // bytes stay as they are
    provider: "cpu",
    threads: 1,
    epochs: 3,
  };
  const key = keyFrom("draws");
  const images = {
    count: COUNT,
    height: SIDE,
    width: SIDE,
    channels: 1,
    data: Uint8Array.from({ length: COUNT * SIDE * SIDE }, (_, i) => 1 + ((i * 7919) % 251)),
  };
  const labels = Int32Array.from({ length: COUNT }, (_, i) => i % 2);
  const fed: Record<string, Tensor>[] = [];
  const classifier = createClassifier(settings, async (program, options) => {
    const session = await createSession(program, options);
    return {
      run(feeds, fetch) {
        fed.push({ images: copy(feeds.images), labels: copy(feeds.labels) });
        return session.run(feeds, fetch);
      },
      release: () => session.release(),
    };
  });
  const indices = Int32Array.from(labels.keys());
  await (await classifier.train({ images, labels, indices, key })).release();
  await classifier.release();

  const recipe = recipeNamed("cpu");
  const plan = trainingPlan(recipe, COUNT, 3);
  const draws = twinDraws(key, plan, COUNT, recipe.augmentation);
  expect(fed.length).toBe(plan.steps);
  expect(draws.length).toBe(plan.steps * plan.batchSize * DRAW);
  for (let at = 0; at < draws.length / DRAW; at++) {
    const [item, down, right, mirrored] = draws.subarray(at * DRAW, (at + 1) * DRAW);
    const step = fed[Math.floor(at / plan.batchSize)];
    const row = at % plan.batchSize;
    expect(step.labels.data[row]).toBe(labels[item]);
    for (let y = 0; y < SIDE; y++)
      for (let x = 0; x < SIDE; x++) {
        const [v, u] = [y + down, (mirrored === 1 ? SIDE - 1 - x : x) + right];
        const inside = v >= 0 && v < SIDE && u >= 0 && u < SIDE;
        const value = inside ? images.data[(item * SIDE + v) * SIDE + u] : 0;
        const got = step.images.data[(row * SIDE + y) * SIDE + x];
        if (Math.abs(got - value) > 1e-3)
          expect.fail(`step image ${at}, pixel ${y}, ${x}: ${got}, not ${value}`);
      }
  }
});

const copy = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });
