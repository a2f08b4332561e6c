/** Tests of the wrappers: the conformance suite on wrapped strategies, brute force, and their names. */

import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { SelectionRequest } from "../contract.ts";
import { matrix } from "../../array/matrix.ts";
import { conformance } from "../../conformance/conformance.ts";
import { example } from "../../conformance/example.ts";
import { keyFrom } from "../../random/key.ts";
import { strategyNamed } from "../index.ts";
import { checkParameters } from "../shared/check-parameters.ts";
import { wrapperNames, wrappers } from "./index.ts";

for (const name of [
  "entropy+diverse",
  "margin+balanced",
  "entropy+diverse+balanced",
  "learning-loss+diverse",
  "core-set+balanced",
  "random+balanced+diverse",
]) {
  describe(name, () => {
    for (const { name: property, run } of conformance(strategyNamed(name))) test(property, run);
  });
}

function request(change: Partial<SelectionRequest>): SelectionRequest {
  const candidates = change.candidates ?? new Int32Array(0);
  const labelled = change.labelled ?? new Int32Array(0);
  const ids = Array.from({ length: candidates.length + labelled.length }, (_, i) => `item ${i}`);
  return { ids, labelled, candidates, batchSize: 1, key: keyFrom(1), ...change };
}

/** Two-class probabilities whose entropy falls with the place: the ranking is 0, 1, 2, … */
function falling(n: number): Float32Array {
  return Float32Array.from({ length: 2 * n }, (_, i) => {
    const p = 0.5 + (0.4 * (i >> 1)) / n;
    return i % 2 === 0 ? p : 1 - p;
  });
}

test("+diverse picks the highest (1 - rank / m) D among the m best", async () => {
  const n = 60;
  const signals = {
    probabilities: matrix(n, 2, falling(n)),
    embeddings: matrix(
      n,
      2,
      Float32Array.from({ length: 2 * n }, (_, i) => ((i * i * 31 + i * 7) % 101) / 8),
    ),
  };
  const labelled = Int32Array.of(57, 58, 59);
  const candidates = Int32Array.from({ length: 57 }, (_, i) => i);
  const asked = request({ labelled, candidates, batchSize: 6, params: { diverseFrom: 4 } });
  const { picks, scores, why } = await strategyNamed("entropy+diverse").select(signals, asked);
  const known = Array.from(labelled);
  const distance = (i: number, j: number): number =>
    Math.hypot(
      signals.embeddings.data[2 * i] - signals.embeddings.data[2 * j],
      signals.embeddings.data[2 * i + 1] - signals.embeddings.data[2 * j + 1],
    );
  picks.forEach((item, b) => {
    const values = Array.from({ length: 24 }, (_, rank) =>
      known.includes(rank) ? -1 : (1 - rank / 24) * Math.min(...known.map((j) => distance(rank, j))),
    );
    expect(scores[b]).toBeCloseTo(Math.max(...values), 12);
    expect(values[item]).toBeCloseTo(Math.max(...values), 12);
    known.push(item);
  });
  expect(why[0]).toMatch(
    /^entropy 0\.\d+ nats, rank \d+ of 57; [\d.]+ from its nearest labelled item \(item 5\d\)$/,
  );
});

test("+diverse takes one of ten near-duplicates where entropy takes them all", async () => {
  const n = 40; // the ten best are one image
  const embeddings = matrix(
    n,
    1,
    Float32Array.from({ length: n }, (_, i) => (i < 10 ? 1e-3 * i : i)),
  );
  const signals = { probabilities: matrix(n, 2, falling(n)), embeddings };
  const asked = request({ candidates: Int32Array.from({ length: n }, (_, i) => i), batchSize: 5 });
  const alone = await strategyNamed("entropy").select(signals, asked);
  expect(Array.from(alone.picks).every((item) => item < 10)).toBe(true);
  const spread = await strategyNamed("entropy+diverse").select(signals, asked);
  expect(Array.from(spread.picks).filter((item) => item < 10)).toEqual([0]);
});

test("+balanced fills up the classes that have few labels, in the strategy's order", async () => {
  // Predicted classes of the candidates, best first: 0 0 0 0 0 1 1 2; labelled: three of 0, one of 1, none of 2.
  const predicted = [0, 0, 0, 0, 0, 1, 1, 2];
  const n = predicted.length + 4;
  const probabilities = matrix(n, 3);
  predicted.forEach((c, i) => {
    const top = 0.5 + 0.05 * i;
    for (let k = 0; k < 3; k += 1) probabilities.data[3 * i + k] = k === c ? top : (1 - top) / 2;
  });
  const labels = Int32Array.of(9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 1); // what stands at candidates is not read
  const signals = { probabilities, labels };
  const asked = request({
    labelled: Int32Array.of(8, 9, 10, 11),
    candidates: Int32Array.from({ length: 8 }, (_, i) => i),
    batchSize: 5,
  });
  const { picks, why } = await strategyNamed("entropy+balanced").select(signals, asked);
  // 2 has none: item 7, its only one. Then 1 has one: item 5, then item 6 at two; then 0 has three: items 0 and 1.
  expect(Array.from(picks)).toEqual([7, 5, 6, 0, 1]);
  expect(why[0]).toMatch(/; predicted to be of class 2, which had 0$/);
  expect(why[3]).toMatch(/; predicted to be of class 0, which had 3$/);
});

test("+balanced reaches the least distance from uniform that predicted classes allow", async () => {
  for (const seed of ["a", "b", "c"]) {
    const { signals, request: asked } = example({ seed, batchSize: 12 });
    const { picks } = await strategyNamed("margin+balanced").select(signals, asked);
    const classOf = (item: number): number => {
      const p = Array.from(signals.probabilities!.data.subarray(4 * item, 4 * item + 4));
      return p.indexOf(Math.max(...p));
    };
    const counts = [0, 0, 0, 0];
    for (const item of asked.labelled) counts[signals.labels![item]] += 1;
    const before = counts.slice();
    for (const item of picks) counts[classOf(item)] += 1;
    const left = asked.candidates.filter((item) => !picks.includes(item)).map(classOf);
    for (let c = 0; c < 4; c += 1) {
      // No pick could be moved to a class that has two fewer and a candidate left.
      if (counts[c] === before[c]) continue;
      for (let other = 0; other < 4; other += 1)
        if (left.includes(other)) expect(counts[c] - counts[other]).toBeLessThanOrEqual(1);
    }
  }
});

test("+balanced ranks all candidates where that is cheap, else as many batches as it says", () => {
  const size = { items: 1e5, labelled: 100, batch: 100, dimensions: 64, classes: 10, members: 0 };
  const params = (name: string) => checkParameters(name, strategyNamed(name).parameters);
  const cost = (name: string): number => strategyNamed(name).work(size, params(name));
  expect(cost("entropy+balanced")).toBeLessThan(2 * cost("entropy"));
  expect(cost("core-set+balanced")).toBeLessThan(60 * cost("core-set")); // 50 batches and not the 1,000 of all
  expect(cost("core-set+balanced")).toBeGreaterThan(20 * cost("core-set"));
});

test("a suffix is found by name, in any order, and an unknown one lists those there are", () => {
  expect(wrapperNames()).toEqual(["diverse", "balanced"]);
  expect(strategyNamed("entropy+diverse+balanced").name).toBe("entropy+diverse+balanced");
  expect(strategyNamed("entropy+balanced+diverse").name).toBe("entropy+balanced+diverse");
  expect(strategyNamed("margin+balanced").needs).toEqual(["probabilities", "labels"]);
  expect(strategyNamed("margin+diverse").parameters.map(({ name }) => name)).toEqual([
    "subset",
    "diverseFrom",
  ]);
  expect(() => strategyNamed("entropy+divers")).toThrow(
    'A suffix of a strategy must be one of +diverse, +balanced; got "+divers" in "entropy+divers". Correct the suffix',
  );
  expect(() => strategyNamed("entropy+diverse+diverse")).toThrow('got "+diverse" twice');
  expect(() => strategyNamed("entrop+diverse")).toThrow('got "entrop" in "entrop+diverse"');
});

test("the folder and the list of wrappers agree, and every text is there", () => {
  const files = readdirSync(import.meta.dirname).filter(
    (file) => !file.endsWith(".test.ts") && !["index.ts", "contract.ts", "wrapped.ts"].includes(file),
  );
  expect(wrappers.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
  for (const wrapper of wrappers) {
    checkParameters(wrapper.name, wrapper.parameters);
    for (const text of [wrapper.title, wrapper.paper, wrapper.cost, wrapper.avoidWhen])
      expect(text.length).toBeGreaterThan(3);
  }
});
