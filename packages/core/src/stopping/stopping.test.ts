/** Tests of the stopping rules. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { examAccuracy } from "../exam/exam-figure.ts";
import { generator } from "../random/generator.ts";
import { keyFrom } from "../random/key.ts";
import { agreement } from "./agreement.ts";
import { budget } from "./budget.ts";
import type { StoppingHistory, StoppingRound } from "./contract.ts";
import { expectedGain } from "./expected-gain.ts";
import { stoppingAdvice, stoppingRuleNamed, stoppingRules } from "./index.ts";
import { plateau } from "./plateau.ts";
import { target } from "./target.ts";

const key = keyFrom("stopping");

/** A history in which item i of the exam set is right in round r where answers(r, i) says so. */
function history(
  rounds: number,
  items: number,
  answers: (round: number, item: number) => boolean,
  samples = 500,
): StoppingHistory {
  return {
    task: "classification",
    rounds: Array.from({ length: rounds }, (_, r): StoppingRound => {
      const right = Array.from({ length: items }, (_item, i) => (answers(r, i) ? 1 : 0));
      return { trained: 100 * (r + 1), exam: examAccuracy(right, undefined, key, { samples }) };
    }),
    labels: 100 * rounds + items,
    nextBatch: 100,
  };
}

const none: StoppingHistory = { task: "classification", rounds: [], labels: 0, nextBatch: 10 };

describe("every rule", () => {
  test.each(stoppingRules.map((rule) => [rule.name, rule] as const))(
    "%s says what is missing at the start, and refuses unsound histories",
    (name, rule) => {
      const { stop, reason } = rule.advise(none);
      expect(stop).toBeUndefined();
      expect(reason).toMatch(/^[A-Z].*\.$/);
      expect(stoppingRuleNamed(name)).toBe(rule);
      expect(() => rule.advise({ ...none, nextBatch: 0 })).toThrow("nextBatch");
      expect(() => rule.advise({ ...none, labels: -1 })).toThrow("labels must be");
      expect(() => rule.advise(none, { lables: 3 })).toThrow(`${name} has no parameter "lables"`);
      expect(() => rule.advise({ ...none, rounds: [{ trained: 10 }, { trained: 10 }] })).toThrow(
        "round 1 has 10. Leave out",
      );
      const [one] = history(1, 20, () => true).rounds;
      const [two] = history(1, 30, () => true).rounds;
      expect(() => rule.advise({ ...none, rounds: [one, { ...two, trained: 200 }] })).toThrow(
        "20 items and 30",
      );
      const predicted = [new Int32Array(3), new Int32Array(4)];
      expect(() =>
        rule.advise({ ...none, rounds: predicted.map((p, r) => ({ trained: r + 1, predicted: p })) }),
      ).toThrow("3 images and 4");
      for (const { help, type } of rule.parameters) {
        expect(help.length).toBeGreaterThan(10);
        expect(type).not.toBe("choice");
      }
    },
  );

  test("advises in the order of the list, with parameters by name", () => {
    const all = stoppingAdvice(
      history(1, 50, () => true),
      { budget: { labels: 10 }, target: { target: 0.5 } },
    );
    expect(all.map(({ rule, stop }) => [rule, stop])).toEqual([
      ["budget", true],
      ["target", true],
      ["plateau", undefined],
      ["agreement", undefined],
      ["expected-gain", undefined],
    ]);
    expect(() => stoppingAdvice(none, { patience: {} })).toThrow(
      'one of budget, target, plateau, agreement, expected-gain; got "patience"',
    );
  });
});

describe("budget", () => {
  const at = (labels: number, milliseconds?: number): StoppingHistory => ({ ...none, labels, milliseconds });

  test("of labels", () => {
    expect(budget.advise(at(299), { labels: 300 })).toEqual({
      rule: "budget",
      stop: false,
      reason: "Spent so far: 299 of 300 labels, fewer left than the next batch.",
      facts: { labels: 299, "labels left": 1 },
    });
    expect(budget.advise(at(300), { labels: 300 })).toMatchObject({
      stop: true,
      reason: "The budget is spent: 300 of 300 labels.",
    });
  });

  test("of minutes, and of whichever comes first", () => {
    expect(budget.advise(at(10, 120_000), { minutes: 2 }).stop).toBe(true);
    expect(budget.advise(at(10, 119_000), { minutes: 2 }).reason).toBe("Spent so far: 1.98 of 2 minutes.");
    expect(budget.advise(at(10, 120_000), { labels: 100, minutes: 2 }).reason).toBe(
      "The budget is spent: 2 of 2 minutes.",
    );
    expect(budget.advise(at(10), { labels: 100, minutes: 2 })).toMatchObject({
      stop: undefined,
      reason: "Spent so far: 10 of 100 labels. Of the time, how long the answers took is not known.",
    });
    expect(budget.advise(at(100), { labels: 100, minutes: 2 }).stop).toBe(true);
  });
});

describe("target", () => {
  const of = (right: number, items: number, wanted: number) =>
    target.advise(
      history(1, items, (_, i) => i < right),
      { target: wanted },
    );

  test("by the interval's lower end alone", () => {
    // statistics: Wilson's 95 % interval of 180 in 200 is 0.8506 to 0.9344
    expect(of(180, 200, 0.85)).toMatchObject({
      stop: true,
      reason:
        "The accuracy on the 200 images of the exam set is 90.0 % (85.1 % to 93.4 %, 95 % interval): its lower end " +
        "reaches the target of 85.0 %.",
    });
    expect(of(180, 200, 0.92)).toMatchObject({ stop: false });
    const close = of(180, 200, 0.88);
    expect(close.stop).toBeUndefined();
    // Wilson's lower end is L where (p - L)^2 = z^2 L (1 - L) / n: n = 1.96^2 0.88 0.12 / 0.02^2 = 1014.1
    expect(close.reason).toContain("an exam set of about 1,015 images would, if the figure stays.");
    const needed = close.facts["exam images needed"];
    expect(of(Math.round(0.9 * needed), needed, 0.88).stop).toBe(true);
    expect(of(180, 200, 0.9).reason).toContain("no exam set of a size to be labelled would");
  });

  test("says nothing where draws do not differ or nobody was examined", () => {
    const exam = { ...examAccuracy([1, 1], undefined, key), low: 1 };
    expect(target.advise({ ...none, rounds: [{ trained: 1, exam }] }, { target: 0.5 })).toMatchObject({
      stop: undefined,
      reason: expect.stringContaining("the interval says nothing") as string,
    });
    expect(target.advise({ ...none, rounds: [{ trained: 1 }] }, { target: 0.5 }).reason).toBe(
      "The last model has no exam figure: label the exam set.",
    );
  });
});

describe("plateau", () => {
  test("stops on models that are the same, where the exam set is large enough to show it", () => {
    const same = (items: number) => plateau.advise(history(4, items, (_, i) => i % 5 > 0));
    // 1 - 0.05^(1/n) = 0.02 at n = 148.3
    expect(same(148).stop).toBeUndefined();
    expect(same(149)).toMatchObject({ stop: true, facts: { gained: 0, low: 0 } });
    expect(same(149).reason).toMatch(
      /^The last 3 rounds changed the accuracy by 0.0 points .* surely less than 2 points.$/,
    );
  });

  test("is paired: two models that differ on few images are told apart better than two independent ones", () => {
    const paired = plateau.advise(history(4, 1000, (r, i) => i % 5 > 0 || (r === 3 && i < 20))); // 4 more right
    expect(paired).toMatchObject({ stop: true });
    const draw = generator(keyFrom("independent"));
    const apart = plateau.advise(history(4, 1000, () => draw.uniform() < 0.8));
    expect(apart.facts.high - apart.facts.low).toBeGreaterThan(3 * (paired.facts.high - paired.facts.low));
  });

  test("the interval of a paired difference is that of the normal approximation", () => {
    // b = 60 became right, c = 30 wrong, n = 1000: d = 0.03, se = sqrt(b + c - (b - c)^2 / n) / n
    const { facts } = plateau.advise(
      history(2, 1000, (r, i) => (i < 60 ? r === 1 : i < 90 ? r === 0 : i % 2 === 0)),
      { rounds: 1 },
    );
    const error = Math.sqrt(90 - 900 / 1000) / 1000;
    expect(facts.gained).toBeCloseTo(0.03, 12);
    expect(Math.abs(facts.low - (0.03 - 1.645 * error))).toBeLessThan(0.002);
    expect(Math.abs(facts.high - (0.03 + 1.645 * error))).toBeLessThan(0.002);
  });

  test("goes on while models gain, and names the exam set that would tell where it cannot", () => {
    const rising = plateau.advise(history(4, 400, (r, i) => i % 10 < 5 + r));
    expect(rising).toMatchObject({ stop: false });
    expect(rising.reason).toContain("surely 2 points or more");
    const unclear = plateau.advise(history(4, 200, (r, i) => (i + (r === 3 ? 17 : 0)) % 8 > 0));
    expect(unclear.stop).toBeUndefined();
    expect(unclear.facts["exam images needed"]).toBeGreaterThan(200);
    const few = plateau.advise(history(4, 9, () => true));
    expect(few.reason).toBe("A plateau needs an exam set of at least 10 groups; there are 9.");
    expect(plateau.advise(history(3, 50, () => true)).reason).toBe(
      "A plateau over 3 rounds needs 4 models; there are 3.",
    );
  });

  test("with one look, stops wrongly at most about one time in twenty", () => {
    const draw = generator(keyFrom("false stops"));
    let stops = 0;
    const trials = 200;
    for (let trial = 0; trial < trials; trial += 1) {
      // A true gain of exactly 5 points: 7 % become right, 2 % wrong.
      const fate = Float64Array.from({ length: 300 }, () => draw.uniform());
      const advice = plateau.advise(
        history(2, 300, (r, i) => (fate[i] < 0.07 ? r === 1 : fate[i] < 0.09 ? r === 0 : fate[i] < 0.7), 150),
        { rounds: 1, gain: 0.05 },
      );
      if (advice.stop === true) stops += 1;
    }
    expect(stops / trials).toBeLessThan(0.1);
    expect(stops / trials).toBeGreaterThan(0.01);
  });
});

describe("agreement", () => {
  const models = (...predicted: readonly (readonly number[])[]): StoppingHistory => ({
    ...none,
    rounds: predicted.map((classes, r) => ({ trained: r + 1, predicted: Int32Array.from(classes) })),
  });
  const a = Array.from({ length: 200 }, (_, i) => i % 4);
  const b = a.map((value, i) => (i === 0 ? 1 : value)); // 1 of 200 differs

  test("averages kappa over the window", () => {
    const advice = agreement.advise(models(a, b, b, a));
    // sklearn.metrics.cohen_kappa_score(a, b) = 0.99333319…; the mean of it twice and of 1
    expect(advice).toMatchObject({ stop: true, facts: { images: 200 } });
    expect(advice.facts.kappa).toBeCloseTo((1 + 2 * advice.facts.last) / 3, 12);
    expect(agreement.advise(models(a, b, b, a), { kappa: 0.996 }).stop).toBe(false);
    const moved = a.map((value) => (value + 1) % 4);
    expect(agreement.advise(models(moved, a, b, b, a)).stop).toBe(true); // the first pair is out of the window
    expect(agreement.advise(models(moved, a, b, b)).stop).toBe(false);
  });

  test("says what is missing", () => {
    expect(agreement.advise(models(a, b, b)).reason).toBe(
      "Agreement over a window of 3 needs 4 models; there are 3.",
    );
    const { rounds } = models(a, b, b, a);
    expect(agreement.advise({ ...none, rounds: [...rounds, { trained: 9 }] }).reason).toContain(
      "no predictions",
    );
    const flat = a.map(() => 2);
    expect(agreement.advise(models(flat, flat), { window: 1 }).reason).toContain("in one class");
    expect(agreement.advise({ ...models(a, b, b, a), task: "pose" })).toEqual({
      rule: "agreement",
      stop: undefined,
      reason: "The rule agreement does not apply to pose, only to classification.",
      facts: {},
    });
  });
});

describe("expected gain", () => {
  /** Items become right one after the other along 0.9 - 0.4 (round + 1)^-rate, and stay so. */
  const along = (rate: number, rounds: number, items: number) =>
    history(rounds, items, (r, i) => (i * 0.618034) % 1 < 0.9 - 0.4 * (r + 1) ** -rate);

  test("reads the next batch off the curve", () => {
    const advice = expectedGain.advise(along(0.5, 6, 2000), { gain: 0.001 });
    const truth = 0.4 * (6 ** -0.5 - 7 ** -0.5);
    expect(Math.abs(advice.facts.expected - truth)).toBeLessThan(0.002);
    expect(advice.facts.low).toBeLessThan(truth);
    expect(advice.facts.high).toBeGreaterThan(truth);
    expect(advice.stop).toBe(false);
    expect(advice.reason).toMatch(
      /^The next 100 labels are expected to change the accuracy by \+1\.\d points \(.* to .*, 90 % interval\), on a curve/,
    );
  });

  test("stops when even the upper end is too little", () => {
    const advice = expectedGain.advise(along(2, 8, 2000));
    expect(advice).toMatchObject({ stop: true });
    expect(advice.facts.high).toBeLessThan(0.01);
    expect(expectedGain.advise(along(2, 8, 2000), { gain: advice.facts.high }).stop).toBeUndefined();
  });

  test("says when no curve can be fitted", () => {
    expect(expectedGain.advise(along(1, 4, 100)).reason).toBe(
      "A learning curve needs exam figures of 5 rounds and of the last; there are 4.",
    );
    expect(expectedGain.advise(history(5, 100, (r, i) => i > 10 * r)).reason).toBe(
      "The accuracy does not rise with the labels, so no learning curve fits.",
    );
    const { rounds } = along(1, 5, 100);
    const advice = expectedGain.advise({ ...none, rounds: [...rounds, { trained: 10_000 }] });
    expect(advice.stop).toBeUndefined();
  });

  test("its interval holds the gain of the curve about nine times in ten, though models scatter around it", () => {
    const draw = generator(keyFrom("scatter"));
    const curve = (n: number): number => 0.9 - 1.5 * n ** -0.4;
    const truth = curve(1000) - curve(900);
    let held = 0;
    const trials = 40;
    for (let trial = 0; trial < trials; trial += 1) {
      const advice = expectedGain.advise(
        history(
          9,
          200,
          (r) => draw.uniform() < curve(100 * (r + 1)), // every model is examined on images of its own
          200,
        ),
      );
      if (advice.facts.low <= truth && truth <= advice.facts.high) held += 1;
    }
    expect(held / trials).toBeGreaterThan(0.77); // 0.9 less 2.7 standard errors
  });
});

describe("advice", () => {
  test("is a pure function: the same history gives the same, and is not changed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 }), (rounds, items) => {
        const draw = generator(keyFrom(rounds * 100 + items));
        const once = history(rounds, items, () => draw.uniform() < 0.7);
        const copy = structuredClone(once);
        expect(stoppingAdvice(once)).toEqual(stoppingAdvice(copy));
        expect(once).toEqual(copy);
      }),
      { numRuns: 20 },
    );
  });
});
