/** The table of what strategies cost. */
import type { Refusal, SelectionCost } from "./measure-selection.ts";

/** What was measured of one strategy; no cost where it took longer than the limit, or where a smaller pool did. */
export interface StrategyCost {
  readonly strategy: string;
  readonly sizes: readonly {
    readonly items: number;
    readonly cost?: SelectionCost | Refusal;
    readonly limit?: number; // seconds after which it was given up
  }[];
}

/** Markdown: seconds and memory beside the signals, for each size; a size not measured is a dash. */
export function costTable(costs: readonly StrategyCost[], sizes: readonly number[]): string {
  const lines = costs.map(({ strategy, sizes: measured }) => {
    const cells = sizes.map((items) => {
      const one = measured.find((size) => size.items === items);
      return one === undefined ? "–" : costInWords(one.cost, one.limit);
    });
    return `| \`${strategy}\` | ${cells.join(" | ")} |`;
  });
  return [
    `| strategy | ${sizes.map((items) => items.toLocaleString("en")).join(" | ")} |`,
    `|---|${sizes.map(() => "---|").join("")}`,
    ...lines,
    "",
  ].join("\n");
}

/** "1.20 s · 85 MB", "> 60 s", "refuses". */
export function costInWords(cost: SelectionCost | Refusal | undefined, limit?: number): string {
  if (cost === undefined) return `> ${limit} s`;
  return "refused" in cost ? "refuses" : `${seconds(cost.seconds)} · ${megabytes(cost.bytes)}`;
}

function seconds(value: number): string {
  return value < 10 ? `${value.toFixed(2)} s` : `${value.toFixed(0)} s`;
}

function megabytes(bytes: number): string {
  return bytes < 2e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
