/** Hourglasses one after another, each with its own heat maps, which the next one reads. */
import {
  add,
  dropout,
  globalAveragePool,
  reshape,
  slice,
  type Carried,
  type Expression,
} from "@querent/graph";
import { hourglass } from "./hourglass-module.ts";
import { chain, convolutionNormRelu, plainConvolution, type Block, type Part } from "./parts.ts";
import type { PoseNetwork, PoseNetworkSize } from "./pose-network.ts";

/** What a stack of hourglasses is made of. */
export interface StackOptions {
  readonly name: string;
  readonly stacks: number;
  /** Channels of the features that run through. */
  readonly width: number;
  /** How often each hourglass halves its maps. */
  readonly depth: number;
  /** Pixels of the image for each pixel of the maps. */
  readonly stride: number;
  /** From the image (N, H, W, channels) to the first features (N, H / stride, W / stride, width). */
  stem(channels: number): Part;
  readonly block: Block;
  /** Whether the 1x1 convolution to the features has a bias of its own before its batch norm. */
  readonly bias: boolean;
  /** Heads begin at zero: nearly all of a target is zero, and a network need not unlearn the noise it begins with. */
  readonly zeroHeads: boolean;
  /** The share of the features' channels that training drops before each head. */
  readonly dropoutRate?: number;
}

/**
 * Newell, Yang and Deng 2016, arXiv 1603.06937, section 3.2 and figure 4. In each stack: hourglass, a block, 1x1
 * convolution with batch norm and ReLU (the features: the tap), 1x1 convolution to the heat maps (the head). Between
 * stacks x' = x + conv1x1(features) + conv1x1(maps).
 *
 * @throws when a side of the images is no multiple of stride * 2^depth, or there is not a whole number of stacks
 */
export function stackHourglasses(options: StackOptions, size: PoseNetworkSize): PoseNetwork {
  const { name, stacks, width, depth, stride, block, bias, zeroHeads, dropoutRate } = options;
  const { joints, height, width: across, channels } = size;
  const multiple = stride * 2 ** depth;
  if (!Number.isInteger(stacks) || stacks < 1)
    throw new Error(`A stacked hourglass needs a whole number of stacks from 1 on; got ${stacks}.`);
  if (height < multiple || across < multiple || height % multiple !== 0 || across % multiple !== 0)
    throw new Error(
      `The network "${name}" halves images ${Math.log2(multiple)} times and needs sides that are multiples of ${multiple} pixels; got ${height} x ${across}. Use other sides.`,
    );
  const pointwise = (part: string, inputs: number, outputs: number): Part =>
    plainConvolution(part, { size: 1, inputs, outputs, bias: true });
  const stem = options.stem(channels);
  const all = Array.from({ length: stacks }, (_, at) => {
    const stack = `stack${at + 1}`;
    const isLast = at === stacks - 1;
    const head = pointwise(`${stack}.head`, width, joints);
    return {
      features: chain(
        hourglass(`${stack}.hourglass`, depth, width, block),
        block(`${stack}.after`, width, width),
        convolutionNormRelu(`${stack}.features`, { size: 1, inputs: width, outputs: width, bias }),
      ),
      head: zeroHeads ? zeroed(head) : head,
      ...(!isLast && {
        again: {
          features: pointwise(`${stack}.featuresAgain`, width, width),
          maps: pointwise(`${stack}.mapsAgain`, joints, width),
        },
      }),
    };
  });
  const parts = [
    stem,
    ...all.flatMap(({ features, head, again }) => [features, head, ...Object.values(again ?? {})]),
  ];
  return {
    weights: parts.flatMap(({ weights }) => weights),
    stacks,
    depth,
    stride,
    embeddingWidth: width,
    tapWidths: all.map(() => width),
    ...(dropoutRate !== undefined && { dropout: { rate: dropoutRate, width: stacks * width } }),
    forward(image, weight, { training, dropoutMask }) {
      const carried: Carried[] = [];
      const apply = (part: Part, input: Expression): Expression =>
        part.apply(input, weight, training, carried);
      const [maps, taps]: Expression[][] = [[], []];
      let x = apply(stem, image);
      for (const [at, { features, head, again }] of all.entries()) {
        const tap = apply(features, x);
        const found = apply(head, kept(tap, at, dropoutMask, dropoutRate));
        taps.push(tap);
        maps.push(found);
        if (again !== undefined) x = add(add(x, apply(again.features, tap)), apply(again.maps, found));
      }
      return { maps, taps, embedding: globalAveragePool(taps[taps.length - 1]), carried };
    },
  };
}

/**
 * Features (N, H, W, C) without the channels that the mask (N, stacks C) drops for stack `at`, the others enlarged to
 * make up for them: Tompson et al. 2015, arXiv 1411.4280, section 3.2.
 */
function kept(features: Expression, at: number, mask: Expression | undefined, rate = 0): Expression {
  if (mask === undefined) return features;
  const [n, , , channels] = features.shape;
  const own = slice(mask, [0, at * channels], [n, channels]);
  return dropout(features, reshape(own, [n, 1, 1, channels]), rate);
}

/** The part with all its weights beginning at zero. */
function zeroed({ weights, apply }: Part): Part {
  const init = { kind: "constant", value: 0 } as const;
  return { weights: weights.map((spec) => ({ ...spec, init })), apply };
}
