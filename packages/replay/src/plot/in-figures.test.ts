import { expect, test } from "vitest";
import {
  count,
  percent,
  percentWithInterval,
  points,
  pointsWithInterval,
  probability,
} from "./in-figures.ts";

test("numbers as people read them", () => {
  expect([999, 12_500, 1_234_567].map(count)).toEqual(["999", "12,500", "1,234,567"]);
  expect(percent(0.8412)).toBe("84.1\u202f%");
  expect([0.0112, -0.0112, 0.0004].map((value) => points(value))).toEqual(["+1.1", "\u22121.1", "0.0"]);
  expect(pointsWithInterval({ mean: 0.0112, low: -0.002, high: 0.0244 })).toBe("+1.1 (\u22120.2 to +2.4)");
  expect([null, 0.0004, 0.0312].map(probability)).toEqual(["\u2013", "<\u202f0.001", "0.031"]);
});

test("the interval of a share stays inside 0 to 100", () => {
  expect(percentWithInterval({ mean: 0.98, low: 0.9, high: 1.06 })).toBe("98.0\u202f% (90.0 to 100.0)");
  expect(percentWithInterval({ mean: 0.02, low: -0.04, high: 0.08 })).toBe("2.0\u202f% (0.0 to 8.0)");
});
