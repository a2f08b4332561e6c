/** What a pose network is: weights as data, and a pure function from images and weights to heat maps. */
import type { Carried, Expression } from "@querent/graph";
import type { WeightLookup, WeightSpec } from "../../weights/weight-spec.ts";

/** The images a network is built for, and the number of joints. */
export interface PoseNetworkSize {
  readonly joints: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface PoseForwardOptions {
  /** Batch statistics when true; running statistics when false. */
  readonly training: boolean;
  /** (N, dropout.width) of 0 and 1; nothing is dropped without it. */
  readonly dropoutMask?: Expression;
}

export interface PoseForward {
  /** The heat maps of each stack, (N, map height, map width, joints); the last are the network's answer. */
  readonly maps: readonly Expression[];
  /** The features before each stack's head, which the loss prediction module reads. */
  readonly taps: readonly Expression[]; // (N, map height, map width, C) each
  /** Means over the last stack's features. */
  readonly embedding: Expression; // (N, d)
  /** Updates of running statistics; none when not training. */
  readonly carried: readonly Carried[];
}

/** A pose network at one size. */
export interface PoseNetwork {
  readonly weights: readonly WeightSpec[];
  readonly stacks: number;
  /** How often each hourglass halves its maps. */
  readonly depth: number;
  /** Pixels of the image a pixel of the maps stands for, along each side. */
  readonly stride: number;
  readonly embeddingWidth: number;
  /** Channels of each tap. */
  readonly tapWidths: readonly number[];
  /** Dropout of whole channels of the features before each head: the share dropped, and the width of its mask. */
  readonly dropout?: { readonly rate: number; readonly width: number };
  /** x (N, height, width, channels), normalised. */
  forward(x: Expression, weight: WeightLookup, options: PoseForwardOptions): PoseForward;
}

/** A pose network by name, ready to be built at any size it accepts. */
export interface PoseNetworkDefinition {
  readonly name: string;
  readonly title: string;
  /** @throws when the size does not fit the network */
  build(size: PoseNetworkSize): PoseNetwork;
}
