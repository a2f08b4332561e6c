/** Golden numbers of the submodular family: greedy loops on whole matrices, written in other languages. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ParameterValue } from "../contract.ts";
import { takeRows } from "../../array/matrix.ts";
import { goldenCloud, goldenGroups, goldenRequest } from "../../../test/golden-pool.ts";
import { submodular } from "./index.ts";

interface Case {
  readonly labelled: number;
  readonly params: Readonly<Record<string, ParameterValue>>;
  readonly picks: readonly number[];
  readonly scores: readonly number[];
}

const BATCH = 15;
const others = goldenCloud(7, 6);
const signals = {
  embeddings: goldenGroups(90, 6, 9, 0.6),
  targets: takeRows(others, [0, 1, 2, 3]),
  avoid: takeRows(others, [4, 5, 6]),
};

test.each(submodular.map((strategy) => [strategy.name, strategy] as const))(
  "%s picks what the greedy loop on whole matrices picks",
  async (name, strategy) => {
    const file = join(import.meta.dirname, `${name}.golden.json`);
    const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: readonly Case[] };
    for (const { labelled, params, picks, scores } of cases) {
      expect(picks.length).toBeGreaterThanOrEqual(3);
      const found = await strategy.select(signals, { ...goldenRequest(90, labelled, BATCH), params });
      expect(Array.from(found.picks.subarray(0, picks.length))).toEqual(picks);
      scores.forEach((score, i) => expect(Math.abs(found.scores[i] - score)).toBeLessThan(1e-10));
    }
  },
);
