import { expect, test } from "vitest";
import { exampleReport } from "../test/example-report.ts";
import { headline, verdict } from "./headline.ts";

const plain = (text: string): string => text.replaceAll("\u202f", " ").replaceAll("\u2212", "-");

test("the headline gives both accuracies and the paired difference with its interval", () => {
  expect(plain(headline(exampleReport()))).toMatch(
    /^After 42 labels learning loss reaches 8\d\.\d % \(± 0\.\d\), random 8\d\.\d % \(± 0\.\d\); paired difference \+\d\.\d \(\+\d\.\d to \+\d\.\d\)\.$/,
  );
});

test("one trial gives no interval and says so", () => {
  const report = exampleReport(1);
  const { summary } = report;
  expect(plain(headline(report))).toMatch(
    /^After 42 labels learning loss reaches [\d.]+ %, random [\d.]+ %; difference \+[\d.]+\.$/,
  );
  expect(verdict(summary)).toBe(
    "One trial has no interval: the differences may be chance. With 1 of at least 5 trials no arm is called better than another.",
  );
});

test("without random nothing is measured against it", () => {
  const report = exampleReport(5, ["entropy", "margin"]);
  const { summary } = report;
  expect(plain(headline(report))).toMatch(/^After 42 labels entropy reaches [\d.]+ % \(± [\d.]+\)\.$/);
  expect(verdict(summary)).toContain("Random is not among the arms");
});
