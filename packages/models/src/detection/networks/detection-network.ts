/** What a detection network is: weights as data, anchors, and a pure function from images to what each anchor says. */
import type { Carried, Expression } from "@querent/graph";
import type { WeightLookup, WeightSpec } from "../../weights/weight-spec.ts";
import type { Anchors } from "../anchors.ts";

/** The images a network is built for, and the number of classes. */
export interface DetectionSize {
  readonly classes: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface MapShape {
  readonly rows: number;
  readonly cols: number;
  readonly channels: number;
}

export interface DetectionForward {
  readonly logits: Expression; // (N, anchors, classes + 1), the background last
  readonly offsets: Expression; // (N, anchors, 4), as `encodeBox` has them
  /** The feature maps that the loss prediction module reads, shallow to deep. */
  readonly taps: readonly Expression[]; // (N, H, W, C) each
  /** The map whose mean over a box is the box's features. */
  readonly boxMap: Expression; // (N, H, W, C)
  /** The deepest map; its mean is the image's embedding. */
  readonly deepest: Expression; // (N, H, W, C)
  /** Updates of running statistics; none when not training. */
  readonly carried: readonly Carried[];
}

/** A network at one size. */
export interface DetectionNetwork {
  readonly weights: readonly WeightSpec[];
  readonly anchors: Anchors;
  /** The sizes of the maps that features are read from. */
  readonly shapes: { readonly boxMap: MapShape; readonly deepest: MapShape };
  /** Channels of each tap. */
  readonly tapWidths: readonly number[];
  /** Dropout of whole channels before the heads: the share dropped, and the width of its mask. */
  readonly dropout?: { readonly rate: number; readonly width: number };
  /**
   * @param x (N, height, width, channels), normalised
   * @param dropoutMask (N, dropout.width) of 0 and 1; without it nothing is dropped
   */
  forward(
    x: Expression,
    weight: WeightLookup,
    options: { readonly training: boolean; readonly dropoutMask?: Expression },
  ): DetectionForward;
}

/** A network by name, ready to be built at any size it accepts. */
export interface DetectionNetworkDefinition {
  readonly name: string;
  readonly title: string;
  /** The overlap with a box above which an anchor answers for it. */
  readonly matchThreshold: number;
  /** @throws when the size does not suit the network */
  build(size: DetectionSize): DetectionNetwork;
}
