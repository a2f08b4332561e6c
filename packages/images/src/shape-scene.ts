/** Decides what one drawn image shows: every number of it comes from the image's own key. */
import { generator } from "@querent/core";
import type { Key } from "@querent/core";

type Generator = ReturnType<typeof generator>;
/** Red, green and blue in [0, 255]. */
export type Colour = readonly [number, number, number];

/** A line across the picture, as a point, a unit direction, and half lengths along and across; units of the side. */
export interface Stroke {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly along: number;
  readonly across: number;
  readonly colour: Colour;
}

/** All that is drawn. Lengths are in units of the side, with the origin in the centre; angles are unit vectors. */
export interface ShapeScene {
  readonly ground: Colour;
  readonly texture: {
    readonly colour: Colour;
    readonly dx: number;
    readonly dy: number;
    readonly waves: number;
  };
  readonly behind: readonly Stroke[];
  readonly shape: {
    readonly x: number;
    readonly y: number;
    readonly dx: number;
    readonly dy: number;
    readonly radius: number;
    readonly stretch: number; // of one axis
    readonly colour: Colour;
  };
  readonly infront: readonly Stroke[];
  readonly noise: number; // standard deviation, in levels
}

const hardShare = 0.25;

/** The scene of a key: a light shape on a dark ground. A quarter are hard: fainter, smaller, noisier, more tilted, struck through. */
export function shapeScene(key: Key): ShapeScene {
  const random = generator(key);
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();
  const hard = random.uniform() < hardShare;
  const ground = colour(random, 20, 110);
  return {
    ground,
    texture: { colour: colour(random, 20, 120), ...turn(random), waves: between(0.5, 3) },
    behind: strokes(random, hard ? 1 : random.integer(2)),
    shape: {
      x: between(-0.1, 0.1),
      y: between(-0.1, 0.1),
      ...tilt(hard ? between(-0.6, 0.6) : between(-0.4, 0.4)),
      radius: hard ? between(0.28, 0.36) : between(0.28, 0.42),
      stretch: between(0.85, 1.15),
      colour: hard ? colour(random, 145, 190) : colour(random, 165, 255),
    },
    infront: strokes(random, hard ? 1 : random.integer(2)),
    noise: hard ? between(8, 14) : between(3, 10),
  };
}

function strokes(random: Generator, count: number): Stroke[] {
  return Array.from({ length: count }, () => ({
    x: random.uniform() - 0.5,
    y: random.uniform() - 0.5,
    ...turn(random),
    along: 0.08 + 0.25 * random.uniform(),
    across: 0.012 + 0.025 * random.uniform(),
    colour: colour(random, 40, 200),
  }));
}

/** A uniformly random direction, without sines (whose last bit differs between engines): a point of the disc, scaled. */
function turn(random: Generator): { dx: number; dy: number } {
  for (;;) {
    const x = 2 * random.uniform() - 1;
    const y = 2 * random.uniform() - 1;
    const square = x * x + y * y;
    if (square > 0.01 && square < 1) return { dx: x / Math.sqrt(square), dy: y / Math.sqrt(square) };
  }
}

/** The direction (1, slope), scaled to length one. */
function tilt(slope: number): { dx: number; dy: number } {
  const length = Math.sqrt(1 + slope * slope);
  return { dx: 1 / length, dy: slope / length };
}

/** A random colour whose three levels all lie in [low, high]. */
function colour(random: Generator, low: number, high: number): Colour {
  const level = (): number => low + random.integer(high - low + 1);
  return [level(), level(), level()];
}
