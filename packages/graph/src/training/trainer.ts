/** Runs a training step again and again, carrying weights and optimiser state from one to the next. */
import type { Session } from "../session.ts";
import type { Tensor } from "../tensor.ts";
import { sizeOf } from "../shape.ts";
import { nextName, type TrainingStep } from "./training-step.ts";

/** Everything a training needs to go on later to the same result. */
export interface TrainerState {
  readonly step: number;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** A training under way. `run` does one step; `state` can be saved and given to `createTrainer` again. */
export interface Trainer {
  run(feeds: Readonly<Record<string, Tensor>>, learningRate: number): Promise<Record<string, Tensor>>;
  state(): TrainerState;
  release(): Promise<void>;
}

/** First values: the weights by name, optimiser state at zeros. */
export function initialState(step: TrainingStep, weights: ReadonlyMap<string, Tensor>): TrainerState {
  const tensors = new Map<string, Tensor>();
  for (const { attributes, shape } of step.weights) {
    const value = weights.get(attributes.name);
    if (value === undefined) throw new Error(`The first value of "${attributes.name}" is missing.`);
    if (value.data.length !== sizeOf(shape))
      throw new Error(
        `The first value of "${attributes.name}" must have shape [${shape}]; got ${value.data.length} values.`,
      );
    tensors.set(attributes.name, value);
  }
  for (const { attributes, shape } of step.state)
    tensors.set(attributes.name, { shape, data: new Float32Array(sizeOf(shape)) });
  return { step: 0, tensors };
}

/** Starts (or goes on with) a training on a session of the step's program. */
export function createTrainer(step: TrainingStep, session: Session, from: TrainerState): Trainer {
  let count = from.step;
  let tensors = new Map(from.tensors);
  return {
    async run(feeds, learningRate) {
      const scalars = scalarsOf(step, count + 1, learningRate);
      const results = await session.run({ ...feeds, ...Object.fromEntries(tensors), ...scalars });
      const loss = results.loss.data[0];
      if (!Number.isFinite(loss))
        throw new Error(
          `The loss must stay finite; got ${loss} at step ${count + 1}. Lower the learning rate or check the inputs.`,
        );
      tensors = new Map([...tensors.keys()].map((name) => [name, results[nextName(name)]]));
      count++;
      return results;
    },
    state: () => ({ step: count, tensors }),
    release: () => session.release(),
  };
}

function scalarsOf(step: TrainingStep, t: number, learningRate: number): Record<string, Tensor> {
  const scalar = (value: number): Tensor => ({ shape: [], data: Float32Array.of(value) });
  const { optimizer } = step;
  return {
    learningRate: scalar(learningRate),
    ...(optimizer.kind === "adam" && {
      correction1: scalar(1 / (1 - optimizer.beta1 ** t)),
      correction2: scalar(1 / (1 - optimizer.beta2 ** t)),
    }),
  };
}
