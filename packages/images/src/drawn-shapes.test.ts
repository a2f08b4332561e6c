import { createHash } from "node:crypto";
import { keyFrom } from "@querent/core";
import { expect, test } from "vitest";
import { drawnShapes } from "./drawn-shapes.ts";

const key = keyFrom(7);

test("the same key draws the same bytes, and fewer images are the first of more", () => {
  const many = drawnShapes({ count: 40, size: 32, key });
  expect(drawnShapes({ count: 40, size: 32, key })).toEqual(many);
  const few = drawnShapes({ count: 9, size: 32, key });
  expect(few.images.data).toEqual(many.images.data.subarray(0, few.images.data.length));
  expect(few.labels).toEqual(many.labels.subarray(0, 9));
  expect(drawnShapes({ count: 9, size: 32, key: keyFrom(8) }).images.data).not.toEqual(few.images.data);
});

test("the drawn bytes never change from one version to the next", () => {
  const { images, labels } = drawnShapes({ count: 64, size: 32, key: keyFrom(1) });
  const hash = createHash("sha256").update(images.data).update(Uint8Array.from(labels)).digest("hex");
  expect(hash).toBe("f3d58515151faeed8fb882dfc736451dea09794865c0138d04cd16ab9ac27679");
});

test("shapes, labels and ids fit together; no id gives the class away", () => {
  const { images, labels, ids, classes } = drawnShapes({ count: 30, size: 20, key });
  expect(images).toMatchObject({ count: 30, height: 20, width: 20, channels: 3 });
  expect(images.data).toHaveLength(30 * 20 * 20 * 3);
  expect(classes).toHaveLength(8);
  expect(Math.max(...labels)).toBeLessThan(8);
  expect(ids[29]).toBe("drawn/29");
});

test("classes are even by default and fall off exponentially on request", () => {
  const counts = (imbalance?: number): number[] => {
    const { labels, classes } = drawnShapes({ count: 4000, size: 8, key, imbalance });
    return classes.map((_, c) => labels.filter((label) => label === c).length);
  };
  for (const count of counts()) expect(Math.abs(count - 500)).toBeLessThan(5 * Math.sqrt(500));
  const tail = counts(16);
  const total = [...Array(8).keys()].reduce((sum, c) => sum + 16 ** (-c / 7), 0);
  tail.forEach((count, c) => {
    const expected = (4000 * 16 ** (-c / 7)) / total;
    expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });
});

test("refuses numbers out of range", () => {
  expect(() => drawnShapes({ count: 1.5, size: 32, key })).toThrow(
    "count must be an integer of at least 0; got 1.5",
  );
  expect(() => drawnShapes({ count: 1, size: 4, key })).toThrow(
    "size must be an integer in [8, 512] pixels; got 4",
  );
  expect(() => drawnShapes({ count: 1, size: 32, key, imbalance: 0.5 })).toThrow("at least 1; got 0.5");
});
