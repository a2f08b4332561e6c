import { expect, test } from "vitest";
import type { ReplaySummary } from "../report-types.ts";
import { crowdedNote, isCrowded, lineLooks } from "./line-looks.ts";
import { areasPlot } from "./areas-plot.ts";
import type { ReplayReport } from "../report-types.ts";

/** Only what the plots look at. */
function summaryOf(areas: Record<string, number>): ReplaySummary {
  const arms = Object.entries(areas).map(([strategy, mean]) => ({
    strategy,
    area: { mean, low: null, high: null },
    versusBaseline:
      strategy === "random" ? null : { area: { mean: mean - 0.5, low: null, high: null, pHolm: null } },
  }));
  return { arms, baseline: "random", budgets: [10, 20] } as unknown as ReplaySummary;
}

const few = { random: 0.5, entropy: 0.6, margin: 0.4 };
const many = {
  ...few,
  ratio: 0.61,
  bald: 0.62,
  badge: 0.3,
  "core-set": 0.63,
  "k-means": 0.2,
  "vote-entropy": 0.64,
  cal: 0.1,
};

test("a few arms are all drawn in their own colours", () => {
  expect(isCrowded(summaryOf(few))).toBe(false);
  expect(lineLooks(summaryOf(few)).map(({ colour, faint }) => [colour, faint])).toEqual([
    ["var(--arm-0)", undefined],
    ["var(--arm-1)", undefined],
    ["var(--arm-2)", undefined],
  ]);
  expect(crowdedNote(summaryOf(few))).toBe("");
});

test("of many arms the baseline and the six largest areas stand out, each in a colour of its own", () => {
  const looks = lineLooks(summaryOf(many));
  const shown = Object.fromEntries(
    looks.filter(({ faint }) => faint !== true).map(({ title, colour }) => [title, colour]),
  );
  expect(shown).toEqual({
    random: "var(--arm-0)",
    "vote-entropy": "var(--top-0)",
    "core-set": "var(--top-1)",
    bald: "var(--top-2)",
    ratio: "var(--top-3)",
    entropy: "var(--top-4)",
    margin: "var(--top-5)",
  });
  expect(crowdedNote(summaryOf(many))).toContain("Of 10 arms random and the 6 with the largest areas");
});

test("areas are drawn largest first", () => {
  const report = {
    task: "classification",
    summary: summaryOf(many),
    dataset: { name: "d" },
  } as unknown as ReplayReport;
  const titles = [...areasPlot(report, 880)!.matchAll(/class="row"[^>]*>([^<]*)</g)].map(
    ([, title]) => title,
  );
  expect(titles).toEqual([
    "vote-entropy",
    "core-set",
    "bald",
    "ratio",
    "entropy",
    "margin",
    "badge",
    "k-means",
    "cal",
  ]);
});
