import { keyFrom } from "@querent/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { LabelledFile } from "./class-folders.ts";
import { splitByKey } from "./split-by-key.ts";

const files = (labels: readonly number[]): LabelledFile[] =>
  labels.map((label, i) => ({ file: `/f/${i}`, label, id: `${i}` }));
const ids = (part: readonly LabelledFile[]): string[] => part.map(({ id }) => id);

test("every class gives its share, rounded, at least one and never all", () => {
  const labels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 60 });
  const share = fc.double({ min: 0.05, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(labels, share, fc.integer(), (list, testShare, seed) => {
      const totals = [0, 1, 2, 3].map((c) => list.filter((l) => l === c).length);
      fc.pre(totals.some((n) => n > 1));
      const { train, test } = splitByKey(files(list), { key: keyFrom(seed), testShare });
      expect([...ids(train), ...ids(test)].sort()).toEqual(ids(files(list)).sort());
      totals.forEach((n, c) => {
        const expected = n < 2 ? 0 : Math.min(n - 1, Math.max(1, Math.round(testShare * n)));
        expect(test.filter(({ label }) => label === c)).toHaveLength(expected);
      });
    }),
  );
});

test("groups never straddle the parts, and the classes stay near their share", () => {
  const list = files(Array.from({ length: 400 }, (_, i) => i % 10)); // each run of ten is one signer
  const group = (id: string): string => String(Math.floor(Number(id) / 10));
  const { train, test, report } = splitByKey(list, { key: keyFrom(1), group });
  const inTrain = new Set(ids(train).map(group));
  expect(ids(test).filter((id) => inTrain.has(group(id)))).toEqual([]);
  for (let c = 0; c < 10; c++) expect(test.filter(({ label }) => label === c)).toHaveLength(8);
  expect(report).toBe(
    "The data set has no test part: 80 of its 400 images (20.0 %) were drawn as one, class by class, " +
      "in whole groups (40 in all) so that none lies in both parts.",
  );
});

test("the same key draws the same part whatever the order; another key another", () => {
  const list = files(Array.from({ length: 60 }, (_, i) => i % 3));
  const first = ids(splitByKey(list, { key: keyFrom(1) }).test);
  expect(ids(splitByKey(list.toReversed(), { key: keyFrom(1) }).test).toReversed()).toEqual(first);
  expect(ids(splitByKey(list, { key: keyFrom(2) }).test)).not.toEqual(first);
});

test("refuses what cannot be split, and says which classes could spare nothing", () => {
  expect(() => splitByKey(files([0, 1]), { key: keyFrom(1) })).toThrow(
    "No test part can be drawn from 2 images",
  );
  expect(() => splitByKey(files([0, 0]), { key: keyFrom(1), testShare: 1 })).toThrow("got 1.");
  expect(() => splitByKey(files([0, 0, 1, 1]), { key: keyFrom(1), group: () => "all" })).toThrow(
    "in 1 groups",
  );
  expect(splitByKey(files([0, 0, 1]), { key: keyFrom(1) }).report).toMatch(
    /; 1 of the classes could not spare any\.$/,
  );
});
