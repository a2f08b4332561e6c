/** Tests of the bootstrap over groups. */
import { describe, expect, test } from "vitest";
import { boxesFound, boxesTrue } from "../../test/metrics/box-rows.ts";
import { generator } from "../random/generator.ts";
import { keyFrom } from "../random/key.ts";
import { bootstrapOverGroups } from "./bootstrap-over-groups.ts";
import { meanAveragePrecision } from "./detection/average-precision.ts";
import { vocPrecision } from "./detection/voc-precision.ts";

/** The mean of values as a figure of weights. */
const meanOf =
  (values: readonly number[]) =>
  (weights: Float64Array): number | undefined => {
    const total = weights.reduce((a, b) => a + b, 0);
    return total === 0 ? undefined : values.reduce((sum, value, i) => sum + value * weights[i], 0) / total;
  };

describe("bootstrap over groups", () => {
  const draw = generator(keyFrom("values"));
  const values = Array.from({ length: 100 }, () => draw.normal());
  const apart = values.map((_, i) => `image ${i}`);

  test("of a mean of single images is about 1.96 standard errors to either side", () => {
    const { estimate, low, high, groups } = bootstrapOverGroups(apart, meanOf(values), keyFrom(1));
    const error = Math.sqrt(values.reduce((sum, v) => sum + (v - estimate) ** 2, 0)) / 100;
    expect(groups).toBe(100);
    expect((estimate - low) / error).toBeGreaterThan(1.75);
    expect((estimate - low) / error).toBeLessThan(2.15);
    expect((high - estimate) / error).toBeGreaterThan(1.75);
    expect((high - estimate) / error).toBeLessThan(2.15);
  });

  test("is wider where images of a group are alike", () => {
    const alike = values.flatMap((value) => [value, value, value, value]);
    const wide = bootstrapOverGroups(
      alike.map((_, i) => `${Math.floor(i / 4)}`),
      meanOf(alike),
      keyFrom(1),
    );
    const narrow = bootstrapOverGroups(
      alike.map((_, i) => `${i}`),
      meanOf(alike),
      keyFrom(1),
    );
    const ratio = (wide.high - wide.low) / (narrow.high - narrow.low);
    expect(wide.groups).toBe(100);
    expect(ratio).toBeGreaterThan(1.8); // sqrt(4) if the four are one
    expect(ratio).toBeLessThan(2.2);
  });

  test("gives the same interval for the same key, another for another", () => {
    const run = (seed: number) => bootstrapOverGroups(apart, meanOf(values), keyFrom(seed), { samples: 50 });
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  test("holds the average precision of found boxes, and leaves out draws without a truth", () => {
    const truths = [boxesTrue([[0, 0, 9, 9, 0]]), boxesTrue([[0, 0, 9, 9, 0]]), boxesTrue([])];
    const found = [boxesFound([[0, 0, 9, 9, 0, 0.9]]), boxesFound([]), boxesFound([[0, 0, 9, 9, 0, 0.8]])];
    const { matches, mean } = vocPrecision(truths, found, 1);
    const figure = (weights: Float64Array) => meanAveragePrecision(matches, "every", weights);
    const interval = bootstrapOverGroups(["a", "b", "c"], figure, keyFrom(3), { samples: 2000 });
    expect(interval).toMatchObject({ estimate: mean, low: 0, high: 1, groups: 3 });
    expect(interval.undefinedSamples / 2000).toBeCloseTo(1 / 27, 1);
  });

  test("refuses what it cannot draw from", () => {
    expect(() => bootstrapOverGroups([], () => 1, keyFrom(1))).toThrow("got 0 images without");
    expect(() => bootstrapOverGroups(["a"], () => undefined, keyFrom(1))).toThrow("got 1 images without");
    expect(() => bootstrapOverGroups(["a"], () => 1, keyFrom(1), { samples: 0 })).toThrow("samples must be");
    expect(() => bootstrapOverGroups(["a"], () => 1, keyFrom(1), { level: 1 })).toThrow("level");
  });
});
