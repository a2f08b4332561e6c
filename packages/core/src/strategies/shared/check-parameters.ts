/** Checks a strategy's parameters against their declaration. */

import type { ParameterSpec } from "../../contracts.ts";

/**
 * The value of every declared parameter: the one given, or its default.
 *
 * @param owner the strategy's name, for the error
 * @throws when a name is not declared or a value is outside its declared range
 */
export function checkParameters(
  owner: string,
  specs: readonly ParameterSpec[],
  given: Readonly<Record<string, number>> = {},
): Record<string, number> {
  for (const name of Object.keys(given)) {
    if (!specs.some((spec) => spec.name === name)) {
      const known =
        specs.length === 0 ? "it takes none" : `it takes ${specs.map((spec) => spec.name).join(", ")}`;
      throw new RangeError(`${owner} has no parameter "${name}"; ${known}.`);
    }
  }
  const out: Record<string, number> = {};
  for (const spec of specs) {
    const value: unknown = given[spec.name] ?? spec.default;
    if (!isAllowed(spec, value)) {
      throw new RangeError(
        `The ${spec.name} parameter of ${owner} must be ${allowed(spec)}; got ${String(value)}.`,
      );
    }
    out[spec.name] = value;
  }
  return out;
}

function isAllowed(spec: ParameterSpec, value: unknown): value is number {
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  if (spec.type === "integer" && !Number.isInteger(value)) return false;
  return value <= spec.max && (spec.minExclusive ? value > spec.min : value >= spec.min);
}

/** What a parameter may be, in words: "a number in (0, 1]". */
export function allowed(spec: ParameterSpec): string {
  const kind = spec.type === "integer" ? "an integer" : "a number";
  return `${kind} in ${spec.minExclusive ? "(" : "["}${spec.min}, ${spec.max}]`;
}
