/** Tests of the growing cover: degrees by counting, whether balls are kept or measured again. */

import { expect, test } from "vitest";
import { plainKernels } from "../kernels/plain-kernels.ts";
import { goldenCloud } from "../../test/golden-pool.ts";
import { ballCover } from "./ball-cover.ts";

const step = async (): Promise<void> => {};

test.each([4e8, 14_000, 0])("degrees are those of counting, with at most %i bytes kept", async (mostKept) => {
  const x = goldenCloud(200, 2); // two blocks of balls, of which 14,000 bytes hold one
  const rows = Int32Array.from({ length: 198 }, (_, i) => 199 - i);
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
  for (const place of [3, 0, 111, 170, 6, 3]) {
    const before = cover.degrees[place];
    expect(await cover.take(place, step)).toBe(before);
    expect(cover.degrees[place]).toBe(0);
    mustCount();
  }
});
