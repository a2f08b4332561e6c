/** Writes a report as text that is the same, byte for byte, for the same report. */
import type { ReplayReport } from "./report-types.ts";

/** JSON in the order of the report's own keys, one trial's point or query a line so that two reports can be compared. */
export function reportJson(report: ReplayReport): string {
  return `${write(report, "")}\n`;
}

/** Objects and arrays that fit on a line stay on it. */
function write(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  if (typeof value !== "object" || value === null || flat.length <= 140) return flat;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object" || item === null)) return flat;
    return `[\n${value.map((item) => deeper + write(item, deeper)).join(",\n")}\n${indent}]`;
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{\n${fields
    .map(([name, field]) => `${deeper}${JSON.stringify(name)}: ${write(field, deeper)}`)
    .join(",\n")}\n${indent}}`;
}
