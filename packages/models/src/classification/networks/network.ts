/** What a network is: weights as data, and a pure function from images and weights to expressions. */
import type { Carried, Expression, Tensor } from "@querent/graph";
import type { WeightLookup, WeightSpec } from "../../weights/weight-spec.ts";

/** The images a network is built for, and the number of classes. */
export interface NetworkSize {
  readonly classes: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface ForwardOptions {
  /** Batch statistics and dropout when true; running statistics and no dropout when false. */
  readonly training: boolean;
  /** (N, dropout.width) of 0 and 1; needed when training a network that has dropout. */
  readonly dropoutMask?: Expression;
}

export interface Forward {
  readonly logits: Expression; // (N, classes)
  /** The features that the last layer reads. */
  readonly embedding: Expression; // (N, d)
  /** The feature maps that the loss prediction module reads, shallow to deep. */
  readonly taps: readonly Expression[]; // (N, H, W, C) each, or (N, C)
  /** Updates of running statistics; none when not training. */
  readonly carried: readonly Carried[];
}

/** A network at one size. */
export interface Network {
  readonly weights: readonly WeightSpec[];
  /** Weights that no training changes, bound to their values when a program is compiled. */
  readonly fixed?: ReadonlyMap<string, Tensor>;
  readonly embeddingWidth: number;
  /** The dense layer that makes logits of the embedding: its weights are NAME.weight and NAME.bias. */
  readonly lastLayer: string;
  /** Channels of each tap. */
  readonly tapWidths: readonly number[];
  /** Dropout before the last layer: the share dropped, and the width of its mask. */
  readonly dropout?: { readonly rate: number; readonly width: number };
  /** x (N, height, width, channels), normalised. */
  forward(x: Expression, weight: WeightLookup, options: ForwardOptions): Forward;
}

/** A network by name, ready to be built at any size it accepts. */
export interface NetworkDefinition {
  readonly name: string;
  readonly title: string;
  /** What it is fed: pixels unless given, or `PixelSet.features`. */
  readonly reads?: "features";
  /** @throws when the size is too small for the network */
  build(size: NetworkSize): Network;
}
