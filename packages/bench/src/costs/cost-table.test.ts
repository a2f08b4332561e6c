import { expect, test } from "vitest";
import { costTable } from "./cost-table.ts";

test("what was measured, given up and refused stands in its column", () => {
  const cost = (seconds: number, bytes: number) => ({ seconds, bytes, saidBytes: 0, work: 0 });
  const table = costTable(
    [
      {
        strategy: "a",
        sizes: [
          { items: 10, cost: cost(0.123, 2e6) },
          { items: 2000, cost: cost(12.3, 3e9) },
        ],
      },
      {
        strategy: "b",
        sizes: [
          { items: 10, limit: 60 },
          { items: 2000, cost: { refused: "too large" } },
        ],
      },
      { strategy: "c", sizes: [{ items: 10, cost: cost(1, 1e6) }] },
    ],
    [10, 2000],
  );
  expect(table.split("\n").slice(2, 5)).toEqual([
    "| `a` | 0.12 s \u00b7 2 MB | 12 s \u00b7 3.0 GB |",
    "| `b` | > 60 s | refuses |",
    "| `c` | 1.00 s \u00b7 1 MB | – |",
  ]);
});
