/** A compact single-shot detector that learns in minutes on a CPU. */
import { add, dropout, relu, reshape, resize2d, type Carried, type Expression } from "@querent/graph";
import { basicBlock, convolutionAndNorm, type Part } from "../../layers/blocks.ts";
import { anchorsOf, shapesOf } from "../anchors.ts";
import { anchorHeads } from "./anchor-heads.ts";
import type { DetectionNetwork, DetectionNetworkDefinition, DetectionSize } from "./detection-network.ts";

const PATCH = 4; // pixels a side
const STAGES = [24, 40, 80, 112]; // channels at strides 4, 8, 16, 32
const NECK = 40;
const DROPOUT_RATE = 0.1;
const STRIDES = [8, 16, 32];

/**
 * A residual network with batch norm over patches of 4 x 4 pixels (a stem of stride 2 costs a CPU more than all that
 * follows), whose maps at strides 8, 16 and 32 meet from the deepest up as in a feature pyramid (Lin et al. 2017,
 * arXiv 1612.03144); SSD's heads and loss on them. Anchors at stride s are squares of 1.6 s and 2.4 s (and 3.6 s at the
 * last) and oblongs of ratio 2 and 1/2 between the two. 0.29 GMAC for an image of 320 x 320.
 */
export const compact: DetectionNetworkDefinition = {
  name: "compact",
  title: "Compact single-shot detector (residual 24 to 112, feature pyramid of 40)",
  matchThreshold: 0.45,
  build: (size) => build(size, false),
};

/** `compact` with a tenth of the pyramid's channels dropped before the heads. */
export const compactDropout: DetectionNetworkDefinition = {
  ...compact,
  name: "compact-dropout",
  title: "Compact single-shot detector with dropout 0.1 before its heads",
  build: (size) => build(size, true),
};

function build({ classes, height, width, channels }: DetectionSize, drops: boolean): DetectionNetwork {
  if (height < 64 || width < 64)
    throw new Error(
      `The network "compact" looks at images in steps of 32 pixels and needs at least 64 x 64; got ${height} x ${width}. Use larger images.`,
    );
  const stem = activated(convolutionAndNorm("stem", PATCH, channels, STAGES[0], PATCH));
  const stages = STAGES.map((outputs, at) => {
    const block = basicBlock(`stage${at + 1}.block`, outputs, outputs, 1);
    if (at === 0) return [block];
    return [activated(convolutionAndNorm(`stage${at + 1}.down`, 3, STAGES[at - 1], outputs, 2)), block];
  });
  const laterals = STRIDES.map((stride, at) =>
    activated(convolutionAndNorm(`neck.lateral${stride}`, 1, STAGES[at + 1], NECK, 1)),
  );
  const smooths = STRIDES.map((stride) =>
    activated(convolutionAndNorm(`neck.smooth${stride}`, 3, NECK, NECK, 1)),
  );
  const shapes = STRIDES.map((stride, at) => {
    const isLast = at === STRIDES.length - 1;
    const squares = [1.6, 2.4, ...(isLast ? [3.6] : [])].map((times) => times * stride);
    const oblong = Math.sqrt(1.6 * 2.4) * stride;
    const image = { width, height };
    return [...shapesOf(squares, [1], image), ...shapesOf([oblong], [2, 1 / 2], image)];
  });
  const sides = STRIDES.map((stride) => ({ rows: cells(height, stride), cols: cells(width, stride) }));
  const anchors = anchorsOf(sides.map((side, at) => ({ ...side, shapes: shapes[at] })));
  const heads = anchorHeads(
    shapes.map(({ length }) => ({ channels: NECK, shapes: length })),
    classes,
  );
  const parts: Part[] = [stem, ...stages.flat(), ...laterals, ...smooths];
  return {
    weights: [...parts, heads].flatMap(({ weights }) => weights),
    anchors,
    shapes: {
      boxMap: { ...sides[0], channels: NECK },
      deepest: { ...sides[2], channels: STAGES[3] },
    },
    tapWidths: STAGES,
    ...(drops && { dropout: { rate: DROPOUT_RATE, width: NECK } }),
    forward(x, weight, { training, dropoutMask }) {
      const carried: Carried[] = [];
      const run = (part: Part, y: Expression): Expression => part.apply(y, weight, training, carried);
      const taps: Expression[] = [];
      let y = run(stem, x);
      for (const stage of stages) {
        y = stage.reduce((features, part) => run(part, features), y);
        taps.push(y);
      }
      const maps = pyramid(taps.slice(1), run);
      const kept = maps.map((map) =>
        dropoutMask === undefined
          ? map
          : dropout(map, reshape(dropoutMask, [x.shape[0], 1, 1, NECK]), DROPOUT_RATE),
      );
      return { ...heads.apply(kept, weight), taps, boxMap: maps[0], deepest: y, carried };
    },
  };

  /** From the deepest map up: each is its own features plus the deeper map's, enlarged. */
  function pyramid(
    features: readonly Expression[],
    run: (part: Part, y: Expression) => Expression,
  ): Expression[] {
    const merged: Expression[] = [];
    for (let at = features.length - 1; at >= 0; at--) {
      const own = run(laterals[at], features[at]);
      const deeper = merged[0] as Expression | undefined;
      const [, rows, cols] = own.shape;
      merged.unshift(deeper === undefined ? own : add(own, resize2d(deeper, rows, cols, "nearest")));
    }
    return merged.map((map, at) => run(smooths[at], map));
  }
}

/** Cells along a side: whole patches, then halvings rounded up. */
function cells(side: number, stride: number): number {
  let count = Math.floor(side / PATCH);
  for (let reached = PATCH; reached < stride; reached *= 2) count = Math.ceil(count / 2);
  return count;
}

function activated(part: Part): Part {
  return { weights: part.weights, apply: (...args) => relu(part.apply(...args)) };
}
