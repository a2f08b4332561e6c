/** A classification data set that the program draws itself, for a first run that needs no files. */
import { split, uniformFor } from "@querent/core";
import type { ClassificationSplit, Key } from "@querent/core";
import { drawScene } from "./draw-scene.ts";
import { shapeDistances } from "./shape-distance.ts";
import { shapeScene } from "./shape-scene.ts";

/** How many images of what. */
export interface DrawnShapesOptions {
  readonly count: number;
  readonly size: number; // pixels a side
  readonly key: Key;
  readonly imbalance?: number; // how many times rarer the last class is than the first; 1 unless given
}

/** The drawn images with their labels, and the names of the classes. */
export interface DrawnShapes extends ClassificationSplit {
  readonly classes: readonly string[];
}

/**
 * Draws RGB images (count, size, size, 3) of one shape each, of eight classes: light shapes, moved, tilted, stretched and
 * coloured at random, on a dark striped ground with stray strokes and noise; a quarter are harder to tell. Image i
 * depends on the key, the size and the imbalance alone, so a smaller count gives the first images of a larger one, and
 * drawing uses exactly rounded arithmetic only, so every machine draws the same bytes. Class c is drawn with a probability
 * proportional to imbalance^(-c / (classes - 1)), the exponential profile of Cui et al. 2019 (arXiv 1901.05555, 5.1).
 * Throws if a number is out of its range.
 */
export function drawnShapes({ count, size, key, imbalance = 1 }: DrawnShapesOptions): DrawnShapes {
  if (!Number.isInteger(count) || count < 0)
    throw new Error(`count must be an integer of at least 0; got ${count}.`);
  if (!Number.isInteger(size) || size < 8 || size > 512)
    throw new Error(`size must be an integer in [8, 512] pixels; got ${size}.`);
  if (!(imbalance >= 1 && Number.isFinite(imbalance)))
    throw new Error(`imbalance must be a finite number of at least 1; got ${imbalance}.`);
  const classes = Object.keys(shapeDistances);
  const upTo = cumulative(classes.map((_, c) => imbalance ** (-c / (classes.length - 1))));
  const data = new Uint8Array(count * size * size * 3);
  const labels = new Int32Array(count);
  const ids = Array.from({ length: count }, (_, i) => `drawn/${i}`);
  ids.forEach((id, i) => {
    const draw = uniformFor(split(key, "class"), id);
    labels[i] = upTo.findIndex((limit) => draw < limit);
    const scene = shapeScene(split(key, "scene", id));
    const distance = shapeDistances[classes[labels[i]]];
    drawScene(scene, distance, size, split(key, "noise", id), data, i * size * size * 3);
  });
  return { images: { count, height: size, width: size, channels: 3, data }, labels, ids, classes };
}

/** Running sums, scaled so that the last is exactly 1. */
function cumulative(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight, i) => (i === weights.length - 1 ? 1 : (sum += weight) / total));
}
