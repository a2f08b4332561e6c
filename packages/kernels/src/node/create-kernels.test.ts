import { afterAll, describe, expect, test } from "vitest";
import { generator, keyFrom, kernelCases, matrix, permutation, plainKernels, split } from "@querent/core";
import { createKernels } from "./create-kernels.ts";
import { sharedMatrix } from "./shared.ts";

const never = async (): Promise<void> => {};
const onThreads = await createKernels({ threads: 3, smallWork: 0 });
const onOne = await createKernels({ threads: 1, smallWork: Infinity });
afterAll(() => Promise.all([onThreads.release(), onOne.release()]));

describe.each([
  ["on three threads", onThreads],
  ["on the calling thread", onOne],
])("the kernels %s", (_title, kernels) => {
  for (const { name, run } of kernelCases(kernels)) test(name, run);

  test.each([1e-30, 1e-22, 1e17, 1e25])(
    "are exact where float32 squares leave their range: %s",
    async (scale) => {
      const draw = generator(keyFrom("range"));
      const points = matrix(120, 20);
      for (let i = 0; i < points.data.length; i += 1) points.data[i] = scale * draw.normal() * 10 ** (i % 4);
      const all = Int32Array.from({ length: 120 }, (_, i) => 119 - i);
      expect(await kernels.farthestFirst(points, all, all.slice(0, 2), 100, never)).toEqual(
        await plainKernels.farthestFirst(points, all, all.slice(0, 2), 100, never),
      );
      expect(await kernels.neighbours(points, all, all, 4, never)).toEqual(
        await plainKernels.neighbours(points, all, all, 4, never),
      );
      expect(await kernels.nearest(points, all, points, never)).toEqual(
        await plainKernels.nearest(points, all, points, never),
      );
      const { squared } = await plainKernels.neighbours(points, all, all, 4, never);
      expect(await kernels.within(points, all, all, squared[7], never)).toEqual(
        await plainKernels.within(points, all, all, squared[7], never),
      );
    },
  );

  test("are exact where distances differ by less than float32 can tell", async () => {
    const draw = generator(keyFrom("near ties"));
    const values = Float32Array.from({ length: 40 }, () => draw.normal());
    const points = matrix(120, 40); // row 0 is zero, the others hold the same values in different orders
    for (let i = 1; i < 120; i += 1)
      permutation(split(keyFrom("order"), i), 40).forEach(
        (from, j) => (points.data[i * 40 + j] = values[from]),
      );
    const all = Int32Array.from({ length: 119 }, (_, i) => i + 1);
    const zero = Int32Array.of(0);
    expect(await kernels.farthestFirst(points, all, zero, 40, never)).toEqual(
      await plainKernels.farthestFirst(points, all, zero, 40, never),
    );
    expect(await kernels.neighbours(points, zero, all, 9, never)).toEqual(
      await plainKernels.neighbours(points, zero, all, 9, never),
    );
  });
});

describe("threads", () => {
  const draw = generator(keyFrom("threads"));
  const points = sharedMatrix(3000, 40);
  for (let i = 0; i < points.data.length; i += 1) points.data[i] = draw.normal();
  const all = Int32Array.from({ length: 3000 }, (_, i) => i);
  const none = new Int32Array(0);

  test("tasks sent at once do not disturb each other", async () => {
    const counts = [1, 50, 7, 200];
    const got = await Promise.all(
      counts.map((count) => onThreads.farthestFirst(points, all, none, count, never)),
    );
    for (const [i, count] of counts.entries())
      expect(got[i]).toEqual(await plainKernels.farthestFirst(points, all, none, count, never));
  });

  test("a step that rejects stops them, and they work on afterwards", async () => {
    let steps = 0;
    const enough = async (): Promise<void> => {
      steps += 1;
      if (steps === 3) throw new Error("enough");
    };
    await expect(onThreads.farthestFirst(points, all, none, 2900, enough)).rejects.toThrow("enough");
    expect((await onThreads.farthestFirst(points, all, none, 3, never)).places.length).toBe(3);
  });

  test("steps tell a share that rises from 0 to 1", async () => {
    const shares: number[] = [];
    await onThreads.farthestFirst(points, all, none, 2900, async (share) => void shares.push(share));
    expect(shares[0]).toBeLessThan(1);
    expect(shares.at(-1)).toBe(1);
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });

  test("work that goes on when they are released is refused, not forgotten", async () => {
    const kernels = await createKernels({ threads: 2, smallWork: 0 });
    const work = kernels.farthestFirst(points, all, none, 2900, never);
    await kernels.release();
    await expect(work).rejects.toThrow("the threads were released");
  });
});

test("a number of threads that is not one is refused", async () => {
  await expect(createKernels({ threads: 0 })).rejects.toThrow("threads must be a positive integer; got 0");
});
