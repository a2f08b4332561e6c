/** Channel statistics against the definition. */
import { expect, test } from "vitest";
import { channelStatistics } from "./channel-statistics.ts";

test("mean and standard deviation per channel", () => {
  const data = Uint8Array.of(0, 10, 255, 10, 51, 10);
  const { mean, std } = channelStatistics({ count: 1, height: 1, width: 3, channels: 2, data });
  const values = [0, 1, 0.2];
  const m = 1.2 / 3;
  expect(mean[0]).toBeCloseTo(m, 12);
  expect(std[0]).toBeCloseTo(Math.sqrt(values.reduce((sum, v) => sum + (v - m) ** 2, 0) / 3), 12);
  expect(mean[1]).toBeCloseTo(10 / 255, 12);
  expect(std[1]).toBe(1);
});

test("no images are refused", () => {
  const none = { count: 0, height: 1, width: 1, channels: 1, data: new Uint8Array(0) };
  expect(() => channelStatistics(none)).toThrow("at least one image; got none");
});
