/** Optimisers against PyTorch's, and trainings that stop and go on. */
import { expect, test } from "vitest";
import { interpret } from "../interpreter/interpret.ts";
import { input, constant, scalar } from "../ops/leaf.ts";
import { log, multiply, square, subtract } from "../ops/elementwise.ts";
import { reduceSum } from "../ops/reduction.ts";
import type { Session } from "../session.ts";
import type { Tensor } from "../tensor.ts";
import { decodeTensors, encodeTensors } from "../tensor-file.ts";
import type { Optimizer } from "./optimizers.ts";
import { learningRateAt } from "./schedules.ts";
import { createTrainer, initialState, type TrainerState } from "./trainer.ts";
import { trainingStep, type TrainingStep } from "./training-step.ts";

/** The interpreter as an engine; values are rounded to float32 between the steps, as real engines do. */
function interpretedSession(step: TrainingStep): Session {
  return {
    run: async (feeds) => {
      const results = interpret(step.program, feeds);
      return Object.fromEntries(
        Object.entries(results).map(([name, { shape, data }]) => [
          name,
          { shape, data: Float32Array.from(data) },
        ]),
      );
    },
    release: async () => {},
  };
}

/** loss = sum c (w - t)^2 with c = [1, 2, 0.5], t = [0.3, -1, 2], from w = [1, 0.5, -0.25]. */
function quadratic(optimizer: Optimizer): { step: TrainingStep; start: TrainerState } {
  const w = input("w", [3]);
  const c = constant(Float32Array.of(1, 2, 0.5), [3]);
  const t = constant(Float32Array.of(0.3, -1, 2), [3]);
  const loss = reduceSum(multiply(c, square(subtract(w, t))));
  const step = trainingStep({ loss, trainable: [{ parameter: w, decays: true }], optimizer });
  const start = initialState(step, new Map([["w", { shape: [3], data: Float32Array.of(1, 0.5, -0.25) }]]));
  return { step, start };
}

async function train(step: TrainingStep, from: TrainerState, steps: number): Promise<TrainerState> {
  const trainer = createTrainer(step, interpretedSession(step), from);
  for (let i = 0; i < steps; i++) await trainer.run({}, 0.05);
  return trainer.state();
}

// Five steps of torch.optim.X([w], lr=0.05, weight_decay=0.01, ...) in float64 on the loss above, PyTorch 1.13.1.
const golden: [string, Optimizer, number[]][] = [
  [
    "SGD(momentum=0.9)",
    { kind: "sgd", momentum: 0.9, weightDecay: 0.01 },
    [0.27536280422975806, -1.8693430637535253, 1.061251805753157],
  ],
  [
    "Adam(betas=(0.9, 0.999), eps=1e-8)",
    { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
    [0.752394955903442, 0.25089151471212146, -0.0005593028014863957],
  ],
  [
    "RMSprop(alpha=0.99, eps=1e-8)",
    { kind: "rmsprop", alpha: 0.99, epsilon: 1e-8, weightDecay: 0.01 },
    [0.3003350374050099, -0.697901950670554, 1.1088653845423693],
  ],
];

test.each(golden)("%s takes PyTorch's steps", async (_, optimizer, expected) => {
  const { step, start } = quadratic(optimizer);
  const { tensors, step: count } = await train(step, start, 5);
  expect(count).toBe(5);
  tensors.get("w")!.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
});

test.each(golden)("%s goes on from a saved state to the same result", async (_, optimizer) => {
  const { step, start } = quadratic(optimizer);
  const whole = await train(step, start, 7);
  const half = await train(step, start, 3);
  const bytes = encodeTensors(half.tensors, { step: String(half.step) });
  const { tensors, metadata } = decodeTensors(bytes);
  const resumed = await train(step, { step: Number(metadata.step), tensors }, 4);
  expect([...resumed.tensors]).toEqual([...whole.tensors]);
});

test("weight decay spares the parameters that ask for it", async () => {
  const w = input("w", [1]);
  const loss = reduceSum(multiply(w, 0.5));
  const optimizer: Optimizer = { kind: "sgd", momentum: 0, weightDecay: 0.1 };
  const after = async (decays: boolean): Promise<number> => {
    const step = trainingStep({ loss, trainable: [{ parameter: w, decays }], optimizer });
    const start = initialState(step, new Map([["w", { shape: [1], data: Float32Array.of(2) }]]));
    return (await train(step, start, 1)).tensors.get("w")!.data[0];
  };
  expect(await after(true)).toBeCloseTo(2 - 0.05 * (0.5 + 0.2), 6);
  expect(await after(false)).toBeCloseTo(2 - 0.05 * 0.5, 6);
});

test("a loss that is not finite stops and names the step", async () => {
  const w = input("w", [1]);
  const loss = reduceSum(log(subtract(w, 0.9)));
  const step = trainingStep({
    loss,
    trainable: [{ parameter: w, decays: false }],
    optimizer: { kind: "sgd", momentum: 0, weightDecay: 0 },
  });
  const start = initialState(step, new Map([["w", { shape: [1], data: Float32Array.of(1) }]]));
  await expect(train(step, start, 5)).rejects.toThrow(/The loss must stay finite; got NaN at step 2/);
});

test("a parameter the loss does not use is refused by name", () => {
  const optimizer: Optimizer = { kind: "sgd", momentum: 0, weightDecay: 0 };
  const trainable = [{ parameter: input("idle", [2]), decays: true }];
  expect(() => trainingStep({ loss: scalar(1), trainable, optimizer })).toThrow(/"idle" is not used/);
});

test("missing and misshapen first values are refused by name", () => {
  const { step } = quadratic({ kind: "sgd", momentum: 0.9, weightDecay: 0 });
  expect(() => initialState(step, new Map())).toThrow(/first value of "w" is missing/);
  const wrong = new Map<string, Tensor>([["w", { shape: [2], data: new Float32Array(2) }]]);
  expect(() => initialState(step, wrong)).toThrow(/"w" must have shape \[3\]; got 2 values/);
});

test("schedules", () => {
  const steps = { kind: "steps", milestones: [0.8], factor: 0.1 } as const;
  expect([0, 159, 160, 199].map((epoch) => learningRateAt(steps, 0.1, epoch, 200))).toEqual([
    0.1,
    0.1,
    expect.closeTo(0.01, 12),
    expect.closeTo(0.01, 12),
  ]);
  const cosine = { kind: "cosine", warmup: 0.1 } as const;
  expect(learningRateAt(cosine, 1, 0, 100)).toBeCloseTo(0.1);
  expect(learningRateAt(cosine, 1, 9, 100)).toBeCloseTo(1);
  expect(learningRateAt(cosine, 1, 55, 100)).toBeCloseTo(0.5);
  expect(learningRateAt(cosine, 1, 0, 2)).toBe(1); // a fifth of a step of warm-up is none
  expect(learningRateAt(cosine, 1, 99, 100)).toBeLessThan(0.001);
});

test("a cut or damaged tensor file is refused", () => {
  const bytes = encodeTensors(new Map([["w", { shape: [3], data: Float32Array.of(1, 2, 3) }]]));
  expect(() => decodeTensors(bytes.subarray(0, bytes.length - 1))).toThrow(/must hold all its values; "w"/);
  expect(() => decodeTensors(bytes.subarray(0, 5))).toThrow(/whole header/);
  const text = new TextDecoder("latin1").decode(bytes).replace("[3]", "[4]");
  expect(() => decodeTensors(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))).toThrow(
    '"w" of shape [4] must hold 4 values; got 3.',
  );
});
