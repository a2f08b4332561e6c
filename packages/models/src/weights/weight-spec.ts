/** A weight as data: its name, shape, first values, and how training treats it. */
import type { Expression, Shape } from "@querent/graph";

/** How the first values of a weight are drawn; `fanIn` is the number of inputs that one output sums. */
export type Initialiser =
  | { readonly kind: "given"; readonly data: Float32Array }
  | { readonly kind: "constant"; readonly value: number }
  /** Uniform in (-1, 1) / sqrt(fanIn): PyTorch's default for convolution and linear layers, weights and biases. */
  | { readonly kind: "torchUniform"; readonly fanIn: number };

export interface WeightSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initialiser;
  /** False for running statistics, which a forward pass updates and no gradient reaches. */
  readonly trained: boolean;
  /** Whether weight decay applies. */
  readonly decays: boolean;
}

/** Looks up the expression of a weight by name. */
export type WeightLookup = (name: string) => Expression<"input">;
