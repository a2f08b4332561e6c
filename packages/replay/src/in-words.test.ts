import { expect, test } from "vitest";
import { inWords } from "./in-words.ts";

test("durations read as a person says them", () => {
  expect([0, 40, 89.6, 700, 5399, 12_000].map(inWords)).toEqual([
    "1 s",
    "40 s",
    "90 s",
    "12 min",
    "1 h 30 min",
    "3 h 20 min",
  ]);
});
