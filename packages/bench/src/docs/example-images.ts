/** The small pool of drawn images on which the pictures of the strategies for boxes and joints are made. */
import { generator, keyFrom, matrix, split } from "@querent/core";
import type { Detections, Generator, HeatMaps, SelectionRequest, Signals } from "@querent/core";

/** What is drawn of an image, and what a strategy can ask for. */
export interface ExampleImages {
  readonly signals: Signals & Required<Pick<Signals, "detections" | "heatMaps">>;
  readonly request: SelectionRequest;
}

/** An object or a joint of an image, and how hard it is for the model, in [0, 1]. */
interface Thing {
  readonly class: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly difficulty: number;
}

export const SIDE = 64; // pixels of an image
export const CELLS = 12; // rows and columns of a heat map
const ITEMS = 28;
const LABELLED = 4;
const CLASSES = 3;
const JOINTS = 3;
const PASSES = 10;
const key = keyFrom("the picture of a strategy for images");

/**
 * 28 images, the first four labelled. Each has none to five objects of three classes, and a pose of three joints. What is
 * hard the model finds with low probability, and places elsewhere when the image is mirrored, shaken or passed with
 * dropout; the harder, the farther, and sometimes not at all. In a heat map a hard joint is a low and wide hump, with a
 * second one elsewhere.
 */
export function exampleImages(): ExampleImages {
  const images = Array.from({ length: ITEMS }, (_, i) => thingsOf(generator(split(key, "things", i))));
  const found = (name: string, shake: number): Detections =>
    detectionsOf(
      images.map((things, i) => seen(things, shake, generator(split(key, name, i))).map(boxOf(i))),
    );
  const points = new Float32Array(PASSES * ITEMS * JOINTS * 2);
  images.forEach((_, i) => {
    jointsOf(i).forEach(({ x, y, difficulty }, joint) => {
      const draw = generator(split(key, "points", i, joint));
      for (let pass = 0; pass < PASSES; pass += 1) {
        const at = 2 * ((pass * ITEMS + i) * JOINTS + joint);
        points[at] = x + 10 * difficulty * draw.normal();
        points[at + 1] = y + 10 * difficulty * draw.normal();
      }
    });
  });
  return {
    signals: {
      detections: found("plain", 0),
      boxEmbeddings: features(images),
      flippedDetections: found("flipped", 6),
      noisyDetections: [2, 4, 6, 8, 10, 12].map((shake) => found(`noise ${shake}`, shake)),
      detectionPasses: Array.from({ length: PASSES }, (_, pass) => found(`pass ${pass}`, 5)),
      heatMaps: heatMaps(0),
      flippedHeatMaps: heatMaps(6),
      pointPasses: { members: PASSES, rows: ITEMS, joints: JOINTS, data: points },
    },
    request: {
      ids: images.map((_, i) => `image ${i}`),
      labelled: Int32Array.from({ length: LABELLED }, (_, i) => i),
      candidates: Int32Array.from({ length: ITEMS - LABELLED }, (_, i) => LABELLED + i),
      batchSize: 8,
      key,
    },
  };
}

function thingsOf(draw: Generator): Thing[] {
  const hard = draw.uniform();
  return Array.from({ length: draw.integer(6) }, () => {
    const [width, height] = [12 + 16 * draw.uniform(), 12 + 16 * draw.uniform()];
    return {
      class: draw.integer(CLASSES),
      x: (SIDE - width) * draw.uniform(),
      y: (SIDE - height) * draw.uniform(),
      width,
      height,
      difficulty: Math.min(1, Math.max(0, hard + 0.25 * draw.normal())),
    };
  });
}

/** The things moved by up to `shake` pixels times their difficulty; some hard ones are gone. */
function seen(things: readonly Thing[], shake: number, draw: Generator): Thing[] {
  const left = things.filter(({ difficulty }) => draw.uniform() > (shake / 24) * difficulty);
  return left.map((thing) => ({
    ...thing,
    x: thing.x + shake * thing.difficulty * draw.normal(),
    y: thing.y + shake * thing.difficulty * draw.normal(),
    difficulty: Math.min(1, Math.max(0, thing.difficulty + (shake / 60) * draw.normal())),
  }));
}

interface Box {
  readonly corners: readonly number[];
  readonly probabilities: readonly number[];
}

function boxOf(item: number): (thing: Thing, k: number) => Box {
  return ({ class: own, x, y, width, height, difficulty }, k) => {
    const draw = generator(split(key, "classes", item, k));
    const weights = Array.from({ length: CLASSES + 1 }, (_, c) =>
      c === own ? 1 : difficulty * (c === CLASSES ? 0.6 : 0.9) * draw.uniform() + 0.02,
    );
    const sum = weights.reduce((a, b) => a + b);
    return { corners: [x, y, x + width, y + height], probabilities: weights.map((weight) => weight / sum) };
  };
}

function detectionsOf(images: readonly (readonly Box[])[]): Detections {
  const starts = new Int32Array(images.length + 1);
  images.forEach((boxes, i) => (starts[i + 1] = starts[i] + boxes.length));
  const all = images.flat();
  return {
    starts,
    corners: Float32Array.from(all.flatMap(({ corners }) => corners)),
    probabilities: matrix(
      all.length,
      CLASSES + 1,
      Float32Array.from(all.flatMap(({ probabilities }) => probabilities)),
    ),
  };
}

/** Class, width, height and a little noise. */
function features(images: readonly (readonly Thing[])[]): Signals["boxEmbeddings"] {
  const rows = images.flatMap((things, i) =>
    things.map(({ class: own, width, height }, k) => {
      const draw = generator(split(key, "features", i, k));
      const ofClass = Array.from({ length: CLASSES }, (_, c) => (c === own ? 1 : 0) + 0.1 * draw.normal());
      return [...ofClass, width / 28, height / 28];
    }),
  );
  return matrix(rows.length, CLASSES + 2, Float32Array.from(rows.flat()));
}

function jointsOf(item: number): Thing[] {
  const draw = generator(split(key, "joints", item));
  const hard = draw.uniform();
  return Array.from({ length: JOINTS }, (_, joint) => ({
    class: joint,
    x: SIDE * (0.15 + 0.7 * draw.uniform()),
    y: SIDE * (0.15 + 0.7 * draw.uniform()),
    width: 0,
    height: 0,
    difficulty: Math.min(1, Math.max(0, hard + 0.25 * draw.normal())),
  }));
}

function heatMaps(shake: number): HeatMaps {
  const data = new Float32Array(ITEMS * JOINTS * CELLS * CELLS);
  let at = 0;
  for (let item = 0; item < ITEMS; item += 1) {
    const draw = generator(split(key, "shake", item, shake));
    for (const { x, y, difficulty } of jointsOf(item)) {
      const other = generator(split(key, "other", item, Math.round(x)));
      const [u, v] = [SIDE * other.uniform(), SIDE * other.uniform()];
      const [dx, dy] = [shake * difficulty * draw.normal(), shake * difficulty * draw.normal()];
      for (let row = 0; row < CELLS; row += 1)
        for (let column = 0; column < CELLS; column += 1) {
          const [px, py] = [((column + 0.5) * SIDE) / CELLS, ((row + 0.5) * SIDE) / CELLS];
          const wide = 20 + 160 * difficulty;
          const first = (1 - 0.6 * difficulty) * hump(px - x - dx, py - y - dy, wide);
          const second = 0.45 * difficulty * hump(px - u, py - v, wide);
          data[at++] = Math.max(first, second);
        }
    }
  }
  return { rows: ITEMS, joints: JOINTS, height: CELLS, width: CELLS, data };
}

/** 1 / (1 + d^2 / w)^2: falls as a bell does, by arithmetic that is the same on every machine. */
function hump(dx: number, dy: number, wide: number): number {
  const fall = 1 + (dx * dx + dy * dy) / wide;
  return 1 / (fall * fall);
}
