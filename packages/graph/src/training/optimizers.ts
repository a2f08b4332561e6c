/** Optimisers as expressions: from a parameter and its gradient to the parameter and the state of the next step. */
import type { Expression, Shape } from "../expression.ts";
import { add, divide, multiply, sqrt, square, subtract } from "../ops/elementwise.ts";
import { input } from "../ops/leaf.ts";

/** Stochastic gradient descent as PyTorch defines it: v' = momentum v + g + decay w; w' = w - lr v'. */
export interface Sgd {
  readonly kind: "sgd";
  readonly momentum: number;
  readonly weightDecay: number;
}

/** Adam (Kingma & Ba, arXiv 1412.6980, algorithm 1), weight decay added to the gradient. */
export interface Adam {
  readonly kind: "adam";
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** RMSProp (Tieleman & Hinton 2012): s' = alpha s + (1 - alpha) g^2; w' = w - lr g / (sqrt(s') + epsilon). */
export interface RmsProp {
  readonly kind: "rmsprop";
  readonly alpha: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

export type Optimizer = Sgd | Adam | RmsProp;

/** A tensor that enters a step as `current` and leaves it as `next`. */
export interface Carried {
  readonly current: Expression<"input">;
  readonly next: Expression;
}

/** The update of one parameter; `state` starts at zeros. */
export interface ParameterUpdate {
  readonly next: Expression;
  readonly state: readonly Carried[];
}

/** Scalars fed to every step. */
export interface StepScalars {
  readonly learningRate: Expression;
  /** 1 / (1 - beta1^t) and 1 / (1 - beta2^t), for Adam. */
  readonly correction1?: Expression;
  readonly correction2?: Expression;
}

/** The update of a parameter under an optimiser; `decays` says whether weight decay applies to it. */
export function updateParameter(
  optimizer: Optimizer,
  parameter: Expression<"input">,
  gradient: Expression,
  decays: boolean,
  scalars: StepScalars,
): ParameterUpdate {
  const decay = decays ? optimizer.weightDecay : 0;
  const g = decay === 0 ? gradient : add(gradient, multiply(parameter, decay));
  if (optimizer.kind === "sgd") return sgdUpdate(optimizer, parameter, g, scalars);
  return optimizer.kind === "adam"
    ? adamUpdate(optimizer, parameter, g, scalars)
    : rmsPropUpdate(optimizer, parameter, g, scalars);
}

function stateInput(parameter: Expression<"input">, slot: string): Expression<"input"> {
  return input(`${slot}:${parameter.attributes.name}`, parameter.shape as Shape);
}

function sgdUpdate(
  { momentum }: Sgd,
  parameter: Expression<"input">,
  g: Expression,
  { learningRate }: StepScalars,
): ParameterUpdate {
  if (momentum === 0) return { next: subtract(parameter, multiply(g, learningRate)), state: [] };
  const velocity = stateInput(parameter, "velocity");
  const next = add(multiply(velocity, momentum), g);
  return {
    next: subtract(parameter, multiply(next, learningRate)),
    state: [{ current: velocity, next }],
  };
}

function adamUpdate(
  { beta1, beta2, epsilon }: Adam,
  parameter: Expression<"input">,
  g: Expression,
  { learningRate, correction1, correction2 }: StepScalars,
): ParameterUpdate {
  if (correction1 === undefined || correction2 === undefined)
    throw new Error("internal: Adam needs its bias corrections as inputs of the step.");
  const first = stateInput(parameter, "first");
  const second = stateInput(parameter, "second");
  const m = add(multiply(first, beta1), multiply(g, 1 - beta1));
  const v = add(multiply(second, beta2), multiply(square(g), 1 - beta2));
  const size = divide(multiply(m, correction1), add(sqrt(multiply(v, correction2)), epsilon));
  return {
    next: subtract(parameter, multiply(size, learningRate)),
    state: [
      { current: first, next: m },
      { current: second, next: v },
    ],
  };
}

function rmsPropUpdate(
  { alpha, epsilon }: RmsProp,
  parameter: Expression<"input">,
  g: Expression,
  { learningRate }: StepScalars,
): ParameterUpdate {
  const average = stateInput(parameter, "average");
  const s = add(multiply(average, alpha), multiply(square(g), 1 - alpha));
  const size = divide(g, add(sqrt(s), epsilon));
  return {
    next: subtract(parameter, multiply(size, learningRate)),
    state: [{ current: average, next: s }],
  };
}
