/** The entries of a Label Studio file, checked as they are looked into. */

/** A JSON object. */
export type Entry = Readonly<Record<string, unknown>>;

/** The value as an object. Throws if it is none. */
export function objectIn(value: unknown, place: string): Entry {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`${place} must be an object; got ${JSON.stringify(value)}.`);
  return value as Entry;
}

/** The value as a list. Throws if it is none. */
export function listIn(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value))
    throw new Error(`${place} must be a list; got ${JSON.stringify(value) ?? "nothing"}.`);
  return value as readonly unknown[];
}

/** A number of an entry. Throws if it is none. */
export function numberOf(entry: Entry, name: string, place: string): number {
  const value = entry[name];
  if (typeof value !== "number")
    throw new Error(`${place}: ${name} must be a number; got ${JSON.stringify(value) ?? "nothing"}.`);
  return value;
}

/** Milliseconds since 1970 of a time as text; undefined without one. Throws if it is no time. */
export function timeOf(value: unknown, place: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time))
    throw new Error(`${place}: a time must be as 2026-01-31T12:00:00Z; got ${JSON.stringify(value)}.`);
  return time;
}

/** The annotation that counts, undefined without one, and of how many; those that were cancelled are passed over. */
export function chosenAnnotation(
  list: readonly unknown[],
  place: string,
): { readonly annotation: Entry | undefined; readonly of: number } {
  const kept = list
    .map((value) => objectIn(value, `${place}, an annotation`))
    .filter((annotation) => annotation.was_cancelled !== true);
  let chosen: { annotation: Entry; time: number } | undefined;
  for (const annotation of kept) {
    const time = timeOf(annotation.updated_at ?? annotation.created_at, place) ?? -Infinity;
    if (chosen === undefined || time >= chosen.time) chosen = { annotation, time };
  }
  return { annotation: chosen?.annotation, of: kept.length };
}
