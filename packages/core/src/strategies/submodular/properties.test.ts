/** Properties of the functions that the submodular family maximises: diminishing gains, lazy picks, and the 1 - 1/e. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import { unitRows } from "../../array/unit-rows.ts";
import { naturalLog } from "../../array/natural-log.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { generator, type Generator } from "../../random/generator.ts";
import { keyFrom } from "../../random/key.ts";
import { conditionalVariances } from "../shared/submodular/conditional-variances.ts";
import { coverageGains } from "../shared/submodular/coverage-gains.ts";
import { cutGains } from "../shared/submodular/cut-gains.ts";
import { lazyGreedy, type Gains } from "../shared/submodular/lazy-greedy.ts";
import { neighbourGraph, type NeighbourGraph } from "../shared/submodular/neighbour-graph.ts";
import { plainGreedy } from "../shared/submodular/plain-greedy.ts";
import { queryGains } from "../shared/submodular/query-gains.ts";
import { saturatedGains } from "../shared/submodular/saturated-gains.ts";

const step = (): Promise<void> => Promise.resolve();
const LABELLED = 3;

/** A pool on a coarse grid, so that gains tie, with its graph. */
async function poolOf(
  seed: string,
  n: number,
): Promise<{ draw: Generator; graph: NeighbourGraph; make: Makers }> {
  const draw = generator(keyFrom(seed));
  const values = Float32Array.from({ length: 2 * (n + LABELLED) }, () => draw.integer(5) - 2);
  const points = matrix(n + LABELLED, 2, values);
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  const labelled = Int32Array.from({ length: LABELLED }, (_, i) => n + i);
  const graph = await neighbourGraph(points, rows, labelled, 1 + draw.integer(n), "auto", plainKernels, step);
  const some = (length: number): Float64Array => Float64Array.from({ length }, () => draw.integer(5) / 4);
  const [caps, relevance, similarity, rewards] = [some(n), some(n), some(4 * n), some(n)];
  const unit = unitRows(points);
  const noise = 0.25 + draw.uniform();
  return {
    draw,
    graph,
    make: {
      "facility location": () => coverageGains(graph, graph.labelledMost),
      "facility location with caps": () =>
        coverageGains(
          graph,
          graph.labelledMost.map((s, i) => Math.min(s, caps[i])),
          caps,
        ),
      "saturated coverage": () =>
        saturatedGains(
          graph,
          graph.total.map((total) => total / 4),
        ),
      "facility location over targets": () => queryGains(similarity, new Float64Array(4), relevance, 0.5),
      "graph cut": () =>
        cutGains(
          unit,
          rows,
          rewards.map((reward) => reward + n),
          0.5,
          plainKernels,
        ),
      "log-determinant": () => {
        const given = { points: matrix(2, 2, Float32Array.of(0, 1, 1, 0)), weight: 0.7 };
        const left = conditionalVariances({
          points,
          rows,
          squaredBandwidth: 2,
          jitter: noise,
          given,
          pivots: n,
        });
        return {
          items: n,
          // ln(d^2 / jitter), which is never below 0: as many nats as the item tells a Gaussian process, twice
          evaluate: (places, out) =>
            places.forEach((place, i) => (out[i] = naturalLog(left.variance(place) / noise))),
          take: (place) => left.know(place),
        };
      },
    },
  };
}

type Makers = Readonly<Record<string, () => Gains>>;

async function gainOf({ evaluate }: Gains, place: number): Promise<number> {
  const out = new Float64Array(1);
  await evaluate(Int32Array.of(place), out);
  return out[0];
}

const names = Object.keys((await poolOf("names", 3)).make);

describe.each(names)("%s", (name) => {
  test("gains never rise as more is taken, to the last bit, and are never negative", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.integer({ min: 2, max: 14 }), async (seed, n) => {
        const { draw, make } = await poolOf(seed, n);
        const gains = make[name]();
        const item = draw.integer(n);
        let last = await gainOf(make[name](), item);
        for (let place = 0; place < n; place += 1) {
          if (place === item) continue;
          await gains.take(place, await gainOf(gains, place));
          if (draw.integer(2) === 0) continue; // what is looked at seldom is as right as what is looked at each time
          const now = await gainOf(gains, item);
          expect(now).toBeLessThanOrEqual(last);
          expect(now).toBeGreaterThanOrEqual(0);
          last = now;
        }
      }),
    );
  });

  test("the lazy queue takes what the plain loop takes, with the same gains to the last bit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.integer({ min: 1, max: 25 }), async (seed, n) => {
        const { make } = await poolOf(seed, n);
        const lazy = await lazyGreedy(make[name](), n, { step, operations: 1 });
        const plain = await plainGreedy(make[name](), n, { step, operations: 1 });
        expect(lazy.places).toEqual(plain.places);
        expect(lazy.gains).toEqual(plain.gains);
      }),
    );
  });

  test("the greedy value is at least 1 - 1/e of the best", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (seed) => {
        const { make } = await poolOf(seed, 8);
        const { gains } = await lazyGreedy(make[name](), 3, { step, operations: 1 });
        let best = 0;
        for (const batch of triples(8)) {
          const fresh = make[name]();
          let value = 0;
          for (const place of batch) {
            const gain = await gainOf(fresh, place);
            value += gain;
            await fresh.take(place, gain);
          }
          best = Math.max(best, value);
        }
        const value = gains.reduce((a, b) => a + b);
        expect(value).toBeGreaterThanOrEqual((1 - 1 / Math.E) * best - 1e-9);
        expect(value).toBeLessThanOrEqual(best + 1e-9);
      }),
      { numRuns: 30 },
    );
  });
});

function triples(n: number): number[][] {
  const out: number[][] = [];
  for (let a = 0; a < n; a += 1)
    for (let b = 0; b < a; b += 1) for (let c = 0; c < b; c += 1) out.push([a, b, c]);
  return out;
}

test("without a limit on neighbours the graph is the whole matrix", async () => {
  const { graph } = await poolOf("whole", 12);
  const { starts, items } = graph;
  for (let j = 0; j < 12; j += 1) {
    const covered = Array.from(items.subarray(starts[j], starts[j + 1]));
    expect(covered).toEqual(covered.toSorted((a, b) => a - b));
    expect(covered).toContain(j);
  }
  const rows = Int32Array.of(0, 1, 2, 3);
  const points = matrix(5, 1, Float32Array.of(0, 1, 3, 7, 8));
  const whole = await neighbourGraph(points, rows, Int32Array.of(4), 100, 9, plainKernels, step);
  expect(Array.from(whole.starts)).toEqual([0, 4, 8, 12, 16]);
  const expected = [0, 1, 3, 7].flatMap((a) => [0, 1, 3, 7].map((b) => Math.exp(-((a - b) ** 2) / 9)));
  expected.forEach((value, e) => expect(whole.similarity[e]).toBeCloseTo(value, 14));
  [0, 1, 3, 7].forEach((a, i) =>
    expect(whole.labelledMost[i]).toBeCloseTo(Math.exp(-((a - 8) ** 2) / 9), 14),
  );
});
