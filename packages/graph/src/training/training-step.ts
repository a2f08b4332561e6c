/** One training step as one program: forward, loss, backward and the optimiser's update. */
import type { Expression, Program } from "../expression.ts";
import { gradients } from "../gradient/gradients.ts";
import { input } from "../ops/leaf.ts";
import { updateParameter, type Carried, type Optimizer, type StepScalars } from "./optimizers.ts";

/** A tensor to be trained, and whether weight decay applies to it. */
export interface Trainable {
  readonly parameter: Expression<"input">;
  readonly decays: boolean;
}

export interface TrainingStepRequest {
  readonly loss: Expression; // scalar
  readonly trainable: readonly Trainable[];
  /** Tensors updated without a gradient: running statistics. */
  readonly carried?: readonly Carried[];
  readonly optimizer: Optimizer;
  /** Further tensors to fetch each step, e.g. the losses per sample. */
  readonly outputs?: Readonly<Record<string, Expression>>;
}

/** The compiled form: `program` takes the current value of each carried name and gives its next under `next:`. */
export interface TrainingStep {
  readonly program: Program;
  readonly optimizer: Optimizer;
  /** Parameters and running statistics: the caller gives their first values. */
  readonly weights: readonly Expression<"input">[];
  /** Optimiser state: starts at zeros. */
  readonly state: readonly Expression<"input">[];
}

/** The name under which a step gives the next value of a carried tensor. */
export const nextName = (name: string): string => `next:${name}`;

/** Builds the step; parameters the loss does not reach would silently stay as they are, so they are refused. */
export function trainingStep(request: TrainingStepRequest): TrainingStep {
  const { loss, trainable, carried = [], optimizer } = request;
  const scalars: StepScalars = {
    learningRate: input("learningRate", []),
    ...(optimizer.kind === "adam" && {
      correction1: input("correction1", []),
      correction2: input("correction2", []),
    }),
  };
  const slopes = gradients(
    loss,
    trainable.map(({ parameter }) => parameter),
  );
  const updates = trainable.map(({ parameter, decays }, at) => {
    if (slopes[at].op === "constant")
      throw new Error(
        `The loss must depend on every trained parameter; "${parameter.attributes.name}" is not used.`,
      );
    return { parameter, ...updateParameter(optimizer, parameter, slopes[at], decays, scalars) };
  });
  const state = updates.flatMap((update) => update.state);
  const moving = [
    ...updates.map(({ parameter, next }) => ({ current: parameter, next })),
    ...carried,
    ...state,
  ];
  const nexts = moving.map(({ current, next }) => [nextName(current.attributes.name), next] as const);
  return {
    program: { outputs: { loss, ...request.outputs, ...Object.fromEntries(nexts) } },
    optimizer,
    weights: [...trainable.map(({ parameter }) => parameter), ...carried.map(({ current }) => current)],
    state: state.map(({ current }) => current),
  };
}
