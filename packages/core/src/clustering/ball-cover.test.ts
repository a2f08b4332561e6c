/** Tests of the growing cover: degrees by counting, whether balls are kept or measured again. */

import { expect, test } from "vitest";
import { plainKernels } from "../kernels/plain-kernels.ts";
import { goldenCloud } from "../../test/golden-pool.ts";
import { ballCover } from "./ball-cover.ts";

const step = async (): Promise<void> => {};

test.each([5e7, 300, 0])("degrees are those of counting, with at most %i items kept", async (mostKept) => {
  const x = goldenCloud(50, 2);
  const rows = Int32Array.from({ length: 48 }, (_, i) => 49 - i);
  const squared = 0.06;
  const isNear = (a: number, b: number): boolean =>
    (x.data[2 * a] - x.data[2 * b]) ** 2 + (x.data[2 * a + 1] - x.data[2 * b + 1]) ** 2 <= squared;
  const covered = Uint8Array.from(rows, (row) => (row % 7 === 0 ? 1 : 0));
  const cover = await ballCover(x, rows, squared, covered, plainKernels, step, mostKept);
  const mustCount = (): void =>
    expect(Array.from(cover.degrees)).toEqual(
      Array.from(rows, (row) => rows.filter((other, i) => covered[i] === 0 && isNear(row, other)).length),
    );
  mustCount();
  for (const place of [3, 0, 11, 6, 3]) {
    const before = cover.degrees[place];
    expect(await cover.take(place, step)).toBe(before);
    expect(cover.degrees[place]).toBe(0);
    mustCount();
  }
});
