import { describe, expect, it } from "vitest";
import { recipeNamed, recipes } from "../classification/recipes.ts";
import { trainingPlan } from "./training-plan.ts";

describe("trainingPlan", () => {
  const paper = recipeNamed("paper");

  it("cuts the paper's module off after 120 of 200 epochs", () => {
    expect(trainingPlan(paper, 1000)).toEqual({
      batchSize: 128,
      stepsPerEpoch: 7,
      epochs: 200,
      steps: 1400,
      cutStep: 840,
    });
  });

  it.each(recipes)("$name has even batches that fit the labels", (recipe) => {
    for (let labels = 2; labels < 300; labels++) {
      const { batchSize, stepsPerEpoch, steps, epochs, cutStep } = trainingPlan(recipe, labels);
      expect(batchSize % 2).toBe(0);
      expect(batchSize).toBeGreaterThanOrEqual(2);
      expect(batchSize * stepsPerEpoch).toBeLessThanOrEqual(labels);
      expect(steps).toBe(epochs * stepsPerEpoch);
      expect(steps).toBeGreaterThanOrEqual(recipe.minSteps);
      expect(cutStep).toBeLessThanOrEqual(steps);
    }
  });

  it("refuses fewer than two labels and odd epochs", () => {
    expect(() => trainingPlan(paper, 1)).toThrow("at least two labelled items");
    expect(() => trainingPlan(paper, 10, 0)).toThrow("epochs must be a positive integer; got 0.");
    expect(trainingPlan(recipeNamed("cpu"), 64, 3).steps).toBe(6);
  });

  it("says which recipes there are when a name is unknown", () => {
    expect(() => recipeNamed("gpu")).toThrow(
      'There is no recipe "gpu"; there are: cpu, cpu-no-flip, quick, fine-tune, paper.',
    );
  });
});
