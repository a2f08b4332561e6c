import { keyFrom } from "@querent/core";
import { initialState, programInputs, type Tensor } from "@querent/graph";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../test/evaluate.ts";
import { lossPredictionModule } from "../loss-prediction/module.ts";
import type { ModuleObjective } from "../training/learner-contract.ts";
import { learnerStep, type LearnerParts } from "../training/training-program.ts";
import { initialWeights } from "../weights/initial-weights.ts";
import { weightLookup } from "../weights/weight-lookup.ts";
import {
  convolutionNormRelu,
  normReluConvolution,
  residual,
  type Block,
  type Part,
} from "./networks/parts.ts";
import { learnablePoseNetwork } from "./pose-programs.ts";
import { stackHourglasses } from "./networks/stacked-hourglass.ts";

const batchSize = 4;
const size = { joints: 3, height: 8, width: 8, channels: 1 };
const block: Block = (name, inputs, outputs) =>
  residual(name, inputs, outputs, true, normReluConvolution(name, { size: 3, inputs, outputs, bias: true }));
const stem = (): Part =>
  convolutionNormRelu("stem", { size: 3, inputs: 1, outputs: 4, bias: true, stride: 2 });
const tiny = {
  name: "tiny",
  stacks: 2,
  width: 4,
  depth: 1,
  stride: 2,
  stem,
  block,
  bias: true,
  zeroHeads: false,
};
const network = stackHourglasses(tiny, size);

const wave = (shape: readonly number[], factor: number): Tensor => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, at) =>
    Math.sin(1 + at * at * factor),
  ),
});
const jointWeights = Float32Array.of(0.5, 0, 0.5, 1 / 3, 1 / 3, 1 / 3, 0, 0, 0, 0, 1, 0);
const fed = {
  images: wave([batchSize, 8, 8, 1], 0.1),
  targets: wave([batchSize, 4, 4, 3], 0.3),
  jointWeights: { shape: [batchSize, 3], data: jointWeights },
};

describe("the loss of heat maps", () => {
  it.each([0, 20])(
    "is the sum over stacks of the mean squared error, hills counting 1 + %d t",
    (hillWeight) => {
      const learnable = learnablePoseNetwork(size, network, { moduleWeight: 1, hillWeight });
      const weight = weightLookup(learnable.weights);
      const { losses } = learnable.forward(batchSize, weight, false);
      const images = programInputs({ outputs: { losses } }).get("images")!;
      const { maps } = network.forward(images, weight, { training: false });
      const weights = Object.fromEntries(initialWeights(learnable.weights, keyFrom(1)));
      const outputs = { losses, first: maps[0], second: maps[1] };
      const values = evaluate(outputs, { ...fed, ...weights });
      for (let i = 0; i < batchSize; i++) {
        let expected = 0;
        for (const map of [values.first, values.second])
          for (let at = 0; at < 16; at++)
            for (let j = 0; j < 3; j++) {
              const place = (i * 16 + at) * 3 + j;
              const target = fed.targets.data[place];
              expected +=
                (jointWeights[i * 3 + j] * (1 + hillWeight * target) * (map[place] - target) ** 2) / 16;
            }
        expect(values.losses[i]).toBeCloseTo(expected, 6);
      }
      expect(values.losses[2]).toBe(0);
    },
  );
});

function partsOf(moduleWeight: number): LearnerParts {
  return {
    learnable: learnablePoseNetwork(size, network, { moduleWeight, hillWeight: 0 }),
    module: lossPredictionModule(network.tapWidths),
  };
}

function oneStep(parts: LearnerParts, objective: ModuleObjective | undefined, cut: boolean) {
  const optimizer = { kind: "sgd", momentum: 0.9, weightDecay: 0 } as const;
  const step = learnerStep(parts, { batchSize, optimizer, objective, cut });
  const specs = [...parts.learnable.weights, ...parts.module.weights];
  const { tensors } = initialState(step, initialWeights(specs, keyFrom(2)));
  const learningRate = { shape: [], data: Float32Array.of(0.1) };
  return evaluate(step.program.outputs, { ...Object.fromEntries(tensors), ...fed, learningRate });
}

describe("the step of a pose network", () => {
  it("keeps the module's gradient out of the network when cut, exactly", () => {
    const parts = partsOf(1);
    const [alone, cut, joint] = [
      oneStep(parts, undefined, false),
      oneStep(parts, "ranking", true),
      oneStep(parts, "ranking", false),
    ];
    const names = Object.keys(alone).filter((name) => name.startsWith("next:"));
    expect(names.length).toBeGreaterThan(parts.learnable.weights.length);
    for (const name of names) expect(cut[name], name).toEqual(alone[name]);
    expect(joint["next:stem.weight"]).not.toEqual(alone["next:stem.weight"]);
    expect(joint["next:stack2.head.weight"]).toEqual(alone["next:stack2.head.weight"]); // no tap after a head
    for (const { name } of parts.module.weights)
      expect(cut[`next:${name}`], name).toEqual(joint[`next:${name}`]);
  });

  it("counts the module's loss as much as it is told", () => {
    const [whole, little] = [oneStep(partsOf(1), "ranking", false), oneStep(partsOf(1e-4), "ranking", false)];
    expect(little.targetLoss).toEqual(whole.targetLoss);
    const ofModule = whole.loss[0] - whole.targetLoss[0];
    expect(ofModule).toBeGreaterThan(0.5);
    expect(little.loss[0] - little.targetLoss[0]).toBeCloseTo(1e-4 * ofModule, 8);
  });
});
