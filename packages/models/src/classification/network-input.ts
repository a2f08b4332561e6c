/** What a classifier is fed: the pixels of an image, or the features that a frozen network made of it. */
import type { Key, PixelSet } from "@querent/core";
import { checkItems } from "../training/check-items.ts";
import { normalisationTable } from "../training/normalisation-table.ts";
import { drawPlacements, PLACEMENT } from "./augment.ts";
import { fillBatch } from "./batches.ts";
import type { ClassifierSettings } from "./classifier-contract.ts";
import type { Augmentation } from "./recipes.ts";

/** The way from a set of images to the rows of a batch. */
export interface NetworkInput {
  /** @throws when the images are not what the classifier was made for, or an index is not one of them */
  check(images: PixelSet, indices: Int32Array): void;
  /** Writes the items into `out` (items, height, width, channels); with a key varied as the recipe says. */
  fill(images: PixelSet, items: Int32Array, out: Float32Array, key?: Key): void;
}

/** Pixels, normalised channel by channel. */
export function pixelInput(settings: ClassifierSettings, augmentation: Augmentation): NetworkInput {
  const table = normalisationTable(settings.normalisation, settings.channels);
  return {
    check: (images, indices) => checkItems(settings, images, indices),
    fill(images, items, out, key) {
      const placements = key && new Int8Array(items.length * PLACEMENT);
      if (key !== undefined) drawPlacements(key, augmentation, placements!);
      fillBatch(images, items, table, out, placements);
    },
  };
}

/** Features, normalised one by one; nothing in them can be varied. */
export function featureInput({ channels, height, width, normalisation }: ClassifierSettings): NetworkInput {
  const { mean, std } = normalisation;
  if (height !== 1 || width !== 1 || mean.length !== channels || std.length !== channels)
    throw new Error(
      `A network that reads features is made for 1 x 1 with a channel a feature, each with its mean and spread; got ` +
        `${height} x ${width} x ${channels} with ${mean.length} means and ${std.length} spreads.`,
    );
  return {
    check({ count, features }, indices) {
      if (features === undefined || features.cols !== channels || features.rows !== count)
        throw new Error(
          `A network that reads features needs ${channels} of each of ${count} images; got ` +
            `${features === undefined ? "none" : `${features.cols} of ${features.rows}`}. Embed the images first.`,
        );
      for (let at = 0; at < indices.length; at++)
        if (indices[at] < 0 || indices[at] >= count)
          throw new Error(`Indices must name images in [0, ${count}); got ${indices[at]} at place ${at}.`);
    },
    fill({ features }, items, out) {
      const { data } = features!;
      for (let at = 0; at < items.length; at++)
        for (let c = 0; c < channels; c++)
          out[at * channels + c] = (data[items[at] * channels + c] - mean[c]) / std[c];
    },
  };
}
