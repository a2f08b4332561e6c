/** Names events by what they say. */
import { createHash } from "node:crypto";

/** The same parts give the same name, so that saying a thing again is known. */
export function eventId(...parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
