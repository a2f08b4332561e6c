/** SSD-300 on VGG-16, the detector of the learning loss paper. */
import {
  divide,
  maxPool2d,
  multiply,
  reduceSum,
  relu,
  sqrt,
  square,
  add,
  type Expression,
} from "@querent/graph";
import { convolution, type Layer } from "../../layers/layers.ts";
import type { WeightSpec } from "../../weights/weight-spec.ts";
import { anchorsOf } from "../anchors.ts";
import { anchorHeads } from "./anchor-heads.ts";
import type { DetectionNetwork, DetectionNetworkDefinition } from "./detection-network.ts";

const VGG = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];
const MAPS = [38, 19, 10, 5, 3, 1]; // cells a side
const WIDTHS = [512, 1024, 512, 256, 256, 256];
const SCALES = [0.1, 0.2, 0.37, 0.54, 0.71, 0.88, 1.05]; // shares of the image
const RATIOS = [[2], [2, 3], [2, 3], [2, 3], [2], [2]];

/**
 * Liu et al. 2016, arXiv 1512.02325, figure 2 and section 3: VGG-16 to conv5_3, fc6 as a 3x3 convolution of dilation 6,
 * fc7 as 1x1, four more pairs of convolutions; six maps with 4, 6, 6, 6, 4, 4 shapes a cell, 8,732 anchors; conv4_3 is
 * normalised to length one times a learned scale that begins at 20. The loss prediction module reads the six maps.
 * It begins from random weights unless given others: the paper's begin from a VGG-16 trained on ImageNet.
 */
export const ssd300: DetectionNetworkDefinition = {
  name: "ssd300",
  title: "SSD-300 on VGG-16",
  matchThreshold: 0.5,
  build({ classes, height, width, channels }): DetectionNetwork {
    if (height !== 300 || width !== 300)
      throw new Error(
        `The network "ssd300" takes images of 300 x 300 pixels; got ${height} x ${width}. Read the data set with a size of 300.`,
      );
    const vgg = VGG.map((widths, block) =>
      widths.map((outputs, at) =>
        conv(
          `conv${block + 1}_${at + 1}`,
          3,
          at > 0 ? widths[at - 1] : block > 0 ? VGG[block - 1].at(-1)! : channels,
          outputs,
          { padding: 1 },
        ),
      ),
    );
    const fc6 = conv("fc6", 3, 512, 1024, { padding: 6, dilations: [6, 6] });
    const fc7 = conv("fc7", 1, 1024, 1024);
    const halving = { strides: [2, 2], padding: 1 } as const;
    const extras = [
      [conv("conv8_1", 1, 1024, 256), conv("conv8_2", 3, 256, 512, halving)],
      [conv("conv9_1", 1, 512, 128), conv("conv9_2", 3, 128, 256, halving)],
      [conv("conv10_1", 1, 256, 128), conv("conv10_2", 3, 128, 256)],
      [conv("conv11_1", 1, 256, 128), conv("conv11_2", 3, 128, 256)],
    ];
    const scale: WeightSpec = {
      name: "conv4_3.scale",
      shape: [512],
      init: { kind: "constant", value: 20 },
      trained: true,
      decays: true,
    };
    const levels = MAPS.map((cells, at) => ({ rows: cells, cols: cells, shapes: shapesAt(at) }));
    const heads = anchorHeads(
      levels.map(({ shapes }, at) => ({ channels: WIDTHS[at], shapes: shapes.length })),
      classes,
    );
    const layers: Layer[] = [...vgg.flat(), fc6, fc7, ...extras.flat()];
    return {
      weights: [...[...layers, heads].flatMap(({ weights }) => weights), scale],
      anchors: anchorsOf(levels),
      shapes: {
        boxMap: { rows: MAPS[0], cols: MAPS[0], channels: WIDTHS[0] },
        deepest: { rows: MAPS[1], cols: MAPS[1], channels: WIDTHS[1] },
      },
      tapWidths: WIDTHS,
      forward(x, weight) {
        const run = (some: readonly Layer[], y: Expression): Expression =>
          some.reduce((input, layer) => relu(layer.apply(input, weight)), y);
        let y = x;
        const maps: Expression[] = [];
        vgg.forEach((block, at) => {
          y = run(block, y);
          if (at === 3) maps.push(toUnitLength(y, weight(scale.name)));
          y = maxPool2d(y, POOLS[at]);
        });
        y = run([fc6, fc7], y);
        maps.push(y);
        for (const pair of extras) {
          y = run(pair, y);
          maps.push(y);
        }
        return { ...heads.apply(maps, weight), taps: maps, boxMap: maps[0], deepest: maps[1], carried: [] };
      },
    };
  },
};

/** The third rounds up (75 to 38), the fifth keeps the size. */
const POOLS = [
  { window: [2, 2] },
  { window: [2, 2] },
  { window: [2, 2], padding: [0, 0, 1, 1] },
  { window: [2, 2] },
  { window: [3, 3], strides: [1, 1], padding: 1 },
] as const;

function conv(
  name: string,
  size: number,
  inputs: number,
  outputs: number,
  geometry: Parameters<typeof convolution>[2] = {},
): Layer {
  return convolution(name, { size, inputs, outputs, bias: true }, geometry);
}

/** A square of scale s_k, one of sqrt(s_k s_(k+1)), and for each ratio a wide and a tall box of the first one's area. */
function shapesAt(at: number): [number, number][] {
  const [own, next] = [SCALES[at], SCALES[at + 1]];
  const between = Math.sqrt(own * next);
  const oblong = RATIOS[at].flatMap((ratio): [number, number][] => {
    const root = Math.sqrt(ratio);
    return [
      [own * root, own / root],
      [own / root, own * root],
    ];
  });
  return [[own, own], [between, between], ...oblong];
}

/** Each position's features divided by their length, times a scale a channel: Liu et al. 2015, arXiv 1506.04579. */
function toUnitLength(x: Expression, scale: Expression): Expression {
  const length = sqrt(add(reduceSum(square(x), [3], true), 1e-10));
  return multiply(divide(x, length), scale);
}
