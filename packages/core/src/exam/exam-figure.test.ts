/** Tests of figures on the exam set: how often their intervals hold the truth, and what more labels would buy. */

import { describe, expect, test } from "vitest";
import { generator } from "../random/generator.ts";
import { keyFrom } from "../random/key.ts";
import { wilsonInterval } from "../statistics/intervals.ts";
import { examAccuracy, examFigure } from "./exam-figure.ts";
import { intervalAt } from "./interval-at.ts";
import { whatMoreWouldBuy } from "./what-more-would-buy.ts";

const key = keyFrom("figures");

describe("accuracy on the exam set", () => {
  test("has Wilson's interval where every group is one image", () => {
    const right = Array.from({ length: 200 }, (_, i) => (i < 170 ? 1 : 0));
    const { share, low, high } = wilsonInterval(170, 200);
    const figure = examAccuracy(right, undefined, key);
    expect(figure).toMatchObject({ estimate: share, low, high, items: 200, groups: 200, method: "wilson" });
    expect(figure.draws).toHaveLength(2000);
  });

  test("Wilson's interval holds the truth about 95 times in a hundred", () => {
    const draw = generator(keyFrom("coverage"));
    for (const truth of [0.6, 0.9]) {
      let held = 0;
      for (let trial = 0; trial < 2000; trial += 1) {
        const right = Array.from({ length: 200 }, () => (draw.uniform() < truth ? 1 : 0));
        const { low, high } = examAccuracy(right, undefined, key, { samples: 1 });
        if (low <= truth && truth <= high) held += 1;
      }
      expect(held / 2000).toBeGreaterThan(0.935);
      expect(held / 2000).toBeLessThan(0.965);
    }
  });

  test("the bootstrap over 40 groups of alike images holds it nearly as often, Wilson's interval does not", () => {
    const draw = generator(keyFrom("groups"));
    const groups = Array.from({ length: 200 }, (_, i) => `video ${Math.floor(i / 5)}`);
    let held = 0;
    let heldByWilson = 0;
    const trials = 500;
    for (let trial = 0; trial < trials; trial += 1) {
      const right = new Float64Array(200);
      for (let g = 0; g < 40; g += 1) {
        const chance = draw.uniform() < 0.8 ? 0.95 : 0.3; // of the images of this group; 0.82 of all
        for (let i = 0; i < 5; i += 1) right[5 * g + i] = draw.uniform() < chance ? 1 : 0;
      }
      const { low, high, method } = examAccuracy(right, groups, keyFrom(trial), { samples: 400 });
      expect(method).toBe("bootstrap");
      if (low <= 0.82 && 0.82 <= high) held += 1;
      const wilson = wilsonInterval(
        right.reduce((a, b) => a + b, 0),
        200,
      );
      if (wilson.low <= 0.82 && 0.82 <= wilson.high) heldByWilson += 1;
    }
    expect(held / trials).toBeGreaterThan(0.9);
    expect(heldByWilson / trials).toBeLessThan(0.8);
  });

  test("says something where every image of every group is right", () => {
    const groups = ["a", "a", "b", "b", "c", "c"];
    const { low, high, method } = examAccuracy([1, 1, 1, 1, 1, 1], groups, key);
    expect({ low, high, method }).toEqual({ low: wilsonInterval(3, 3).low, high: 1, method: "wilson" });
    expect(examAccuracy([0, 0, 0, 0, 0, 0], groups, key).high).toBe(wilsonInterval(0, 3).high);
  });

  test("is drawn alike for every model, so differences are paired", () => {
    const first = Array.from({ length: 100 }, (_, i) => (i % 3 === 0 ? 0 : 1));
    const second = first.map((value, i) => (i === 0 ? 1 - value : value));
    const a = examAccuracy(first, undefined, key).draws;
    const b = examAccuracy(second, undefined, key).draws;
    const changed = a.map((value, s) => Math.abs(value - b[s])); // the times that image 0 was drawn, in hundredths
    expect(Math.max(...changed)).toBeLessThan(0.09);
    expect(changed.some((value) => value === 0)).toBe(true);
  });

  test("leaves out draws in which the figure is undefined", () => {
    const figure = examFigure(["a", "b"], (weights) => (weights[0] > 0 ? 0.5 : undefined), key);
    const missing = figure.draws.filter(Number.isNaN).length;
    expect(missing / 2000).toBeCloseTo(0.25, 1);
    expect(figure).toMatchObject({ estimate: 0.5, low: 0.5, high: 0.5 });
  });

  test("refuses what is not right or wrong", () => {
    expect(() => examAccuracy([1, 0.5], undefined, key)).toThrow("item 1 is 0.5");
    expect(() => examAccuracy([1, 0], ["a"], key)).toThrow("each of 2 images; got 1");
  });
});

describe("what more labels would buy", () => {
  test("is Wilson's interval of a larger exam set at the same share", () => {
    const right = Array.from({ length: 200 }, (_, i) => (i < 160 ? 1 : 0));
    const figure = examAccuracy(right, undefined, key);
    const now = wilsonInterval(160, 200);
    const then = wilsonInterval(320, 400);
    const bought = whatMoreWouldBuy(figure, 200, 3000);
    expect(bought.halfWidth).toBeCloseTo((now.high - now.low) / 2, 12);
    expect(bought.halfWidthAfter).toBeCloseTo((then.high - then.low) / 2, 12);
    expect(bought.minutes).toBe(10);
    expect(intervalAt(figure, 400).low).toBeCloseTo(then.low, 12);
    expect(intervalAt(figure, 400).high).toBeCloseTo(then.high, 12);
    expect(whatMoreWouldBuy(figure, 1)).not.toHaveProperty("minutes");
  });

  test("of a bootstrap halves its width with four times the images", () => {
    const values = Array.from({ length: 50 }, (_, i) => (i % 7) / 7);
    const names = values.map(String).map((name, i) => `${name} ${i}`);
    const mean = (weights: Float64Array): number =>
      values.reduce((sum, value, i) => sum + value * weights[i], 0) / weights.reduce((a, b) => a + b, 0);
    const bought = whatMoreWouldBuy(examFigure(names, mean, key), 150);
    expect(bought.halfWidthAfter).toBeCloseTo(bought.halfWidth / 2, 12);
  });

  test("refuses less than one label and a negative time", () => {
    const figure = examAccuracy([1, 0], undefined, key);
    expect(() => whatMoreWouldBuy(figure, 0)).toThrow("at least 1; got 0");
    expect(() => whatMoreWouldBuy(figure, 1, -1)).toThrow("at least 0; got -1");
  });
});
