/** The constants of COCO's evaluation, for boxes and for poses. */

/** Objects of at least `from` and at most `to` square pixels. */
export interface AreaRange {
  readonly name: "all" | "small" | "medium" | "large";
  readonly from: number;
  readonly to: number;
}

/** What found objects are held against. */
export interface CocoProtocol {
  readonly thresholds: readonly number[]; // of the overlap, ascending
  readonly areas: readonly AreaRange[];
  readonly most: readonly number[]; // found objects of a class that count in an image, ascending
}

const all: AreaRange = { name: "all", from: 0, to: 1e10 };
const small: AreaRange = { name: "small", from: 0, to: 32 ** 2 };
const medium: AreaRange = { name: "medium", from: 32 ** 2, to: 96 ** 2 };
const large: AreaRange = { name: "large", from: 96 ** 2, to: 1e10 };

/**
 * 0.5, 0.55, …, 0.95 to the last bit as COCO's own evaluation has them, `numpy.linspace(0.5, 0.95, 10)`, whose ninth
 * is one step of float64 below 0.9.
 */
export const cocoThresholds: readonly number[] = [
  0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95,
];

/** The 101 recalls at which precision is read: i * 0.01 in float64, as `numpy.linspace(0, 1, 101)`. */
export const cocoRecalls: Float64Array = Float64Array.from({ length: 101 }, (_, i) => i * 0.01);

/** COCO's protocol for boxes, at other thresholds where they are given. */
export const boxProtocol = (thresholds = cocoThresholds): CocoProtocol => ({
  thresholds,
  areas: [all, small, medium, large],
  most: [1, 10, 100],
});

/** COCO's protocol for poses: no small ones, and the 20 surest of an image. */
export const poseProtocol = (thresholds = cocoThresholds): CocoProtocol => ({
  thresholds,
  areas: [all, medium, large],
  most: [20],
});
