import { expect, test } from "vitest";
import { summariseByAnnotations } from "./summarise-by-annotations.ts";
import type { ReportedArm } from "./report-types.ts";

/** An arm of one trial a curve, points given as annotations and metric. */
function arm(strategy: string, ...curves: readonly (readonly [number, number])[][]): ReportedArm {
  return {
    strategy,
    module: null,
    subset: null,
    trials: curves.map((curve, trial) => ({
      seed: [1, "trial", trial],
      picks: [],
      why: [],
      curve: curve.map(([annotations, metric], round) => ({
        labels: 10 * (round + 1),
        annotations,
        metric,
        parts: [],
        figures: {},
        loss: 1,
        ranking: { module: null, entropy: null, margin: null },
      })),
    })),
  };
}

test("each arm is judged over what every arm of its trial has paid for", () => {
  const cheap = arm("random", [
    [20, 0.2],
    [40, 0.4],
  ]);
  const dear = arm("entropy", [
    [20, 0.2],
    [60, 0.6],
    [100, 0.9],
  ]);
  const [random, entropy] = summariseByAnnotations([cheap, dear], cheap);
  // Both rise by 0.01 an annotation from 20 to 40, where the cheap arm ends.
  expect(random.area.mean).toBeCloseTo(0.3, 6);
  expect(entropy.area.mean).toBeCloseTo(0.3, 6);
  expect(entropy.versusBaseline!.mean).toBeCloseTo(0, 6);
  expect(random.versusBaseline).toBeNull();
  expect(entropy.spent.map(({ mean }) => mean)).toEqual([20, 60, 100]);
});

test("points inside the range count, and the last is cut where the range ends", () => {
  const short = arm("random", [
    [0, 0],
    [30, 0.3],
  ]);
  const bent = arm("entropy", [
    [0, 0],
    [10, 0.5],
    [50, 0.9],
  ]);
  const [, entropy] = summariseByAnnotations([short, bent], short);
  // 0 to 0.5 over 10, then 0.5 to 0.7 over 20: (2.5 + 12) / 30.
  expect(entropy.area.mean).toBeCloseTo(14.5 / 30, 6);
});

test("a round of images without a box costs nothing and is stood for by what came of it", () => {
  const random = arm("random", [
    [10, 0.1],
    [20, 0.2],
    [30, 0.3],
  ]);
  const empty = arm("entropy", [
    [10, 0.1],
    [10, 0.4],
    [30, 0.4],
  ]);
  const none = arm("margin", [
    [10, 0.1],
    [10, 0.2],
    [10, 0.3],
  ]);
  expect(summariseByAnnotations([random, empty], random)[1].area.mean).toBeCloseTo(0.4, 6);
  // Beside an arm that paid for nothing there is no range; each is judged by where it stood at the start.
  const beside = summariseByAnnotations([random, none], random);
  expect(beside.map(({ area }) => area.mean)).toEqual([0.1, 0.3]);
});

test("differences are paired by trial and corrected over the arms", () => {
  const trial = (gain: number): [number, number][] => [
    [10, 0.1],
    [20, 0.2 + gain],
  ];
  const random = arm("random", trial(0), trial(0.02), trial(-0.02));
  const better = arm("entropy", trial(0.1), trial(0.13), trial(0.07));
  const worse = arm("margin", trial(-0.05), trial(-0.04), trial(-0.06));
  const [, up, down] = summariseByAnnotations([random, better, worse], random);
  expect(up.versusBaseline!.mean).toBeCloseTo(0.05, 6);
  expect(down.versusBaseline!.mean).toBeCloseTo(-0.025, 6);
  for (const { versusBaseline } of [up, down])
    expect(versusBaseline!.pHolm).toBeGreaterThanOrEqual(versusBaseline!.p!);
});
