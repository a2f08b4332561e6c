import { keyFrom } from "@querent/core";
import { initialState, sizeOf, type Tensor } from "@querent/graph";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../test/evaluate.ts";
import type { ModuleObjective } from "../training/learner-contract.ts";
import { learnerStep, type LearnerParts } from "../training/training-program.ts";
import { learnableClassifier } from "./classifier-programs.ts";
import { lossPredictionModule } from "../loss-prediction/module.ts";
import { networkNamed } from "../training/network-named.ts";
import { networks } from "./networks/index.ts";
import { initialWeights } from "../weights/initial-weights.ts";

const size = { classes: 3, height: 8, width: 8, channels: 1 };
const batchSize = 4;

function partsOf(name: string): LearnerParts {
  const learnable = learnableClassifier(size, networkNamed(name, networks).build(size), 1);
  return { learnable, module: lossPredictionModule(learnable.tapWidths) };
}

/** All outputs of one SGD step on a fixed batch, in float64. */
function oneStep(parts: LearnerParts, objective: ModuleObjective | undefined, cut: boolean) {
  const optimizer = { kind: "sgd", momentum: 0.9, weightDecay: 5e-4 } as const;
  const step = learnerStep(parts, { batchSize, optimizer, objective, cut });
  const weights = initialWeights([...parts.learnable.weights, ...parts.module.weights], keyFrom(5));
  const feeds: Record<string, Tensor> = {
    ...Object.fromEntries(initialState(step, weights).tensors),
    learningRate: { shape: [], data: Float32Array.of(0.1) },
    labels: { shape: [batchSize], data: Int32Array.of(0, 2, 1, 2) },
    images: {
      shape: [batchSize, 8, 8, 1],
      data: Float32Array.from({ length: batchSize * 64 }, (_, at) => Math.sin(1 + at * at)),
    },
    dropoutMask: { shape: [batchSize, 128], data: new Float32Array(batchSize * 128).fill(1) },
  };
  return evaluate(step.program.outputs, feeds);
}

const ofNetwork = (name: string): boolean => !name.includes("module.") && name.startsWith("next:");

describe("a classifier's step", () => {
  it.each(["small", "small-dropout"])("cuts the module's gradient off from %s, exactly", (name) => {
    const parts = partsOf(name);
    const alone = oneStep(parts, undefined, false);
    const cut = oneStep(parts, "ranking", true);
    const joint = oneStep(parts, "ranking", false);
    const names = Object.keys(alone).filter(ofNetwork);
    expect(names.length).toBe(2 * parts.learnable.weights.length); // weights and velocities
    for (const next of names) expect(cut[next], next).toEqual(alone[next]);
    expect(joint["next:conv1.weight"]).not.toEqual(alone["next:conv1.weight"]);
    expect(joint["next:head.weight"]).toEqual(alone["next:head.weight"]); // no tap after the head
  });

  it("trains the module the same whether its gradient is cut off or not", () => {
    const parts = partsOf("small");
    const [cut, joint] = [oneStep(parts, "ranking", true), oneStep(parts, "ranking", false)];
    for (const { name } of parts.module.weights)
      expect(cut[`next:${name}`], name).toEqual(joint[`next:${name}`]);
  });

  it("adds the module's loss to the target loss", () => {
    const parts = partsOf("small");
    const alone = oneStep(parts, undefined, false);
    for (const objective of ["ranking", "mse"] as const) {
      const { loss, targetLoss } = oneStep(parts, objective, false);
      expect(targetLoss).toEqual(alone.loss);
      expect(loss[0]).toBeGreaterThan(targetLoss[0]);
    }
  });

  it("decays the module's weights as it decays the network's", () => {
    const { module } = partsOf("resnet18");
    expect(module.weights.every(({ decays }) => decays)).toBe(true);
    const { learnable } = partsOf("resnet18");
    expect(learnable.weights.every(({ decays, trained }) => decays === trained)).toBe(true);
  });

  it("carries every running statistic of resnet18 and gives it no optimiser state", () => {
    const { learnable } = partsOf("resnet18");
    const step = learnerStep(partsOf("resnet18"), {
      batchSize,
      optimizer: { kind: "sgd", momentum: 0.9, weightDecay: 5e-4 },
      cut: false,
    });
    expect(step.weights.map(({ attributes }) => attributes.name).sort()).toEqual(
      learnable.weights.map(({ name }) => name).sort(),
    );
    const trained = learnable.weights.filter((spec) => spec.trained);
    expect(step.state.reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(
      trained.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    );
  });
});
