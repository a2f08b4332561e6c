/** Checks a strategy's parameters against their declaration. */

import type { ParameterSpec, ParameterValue } from "../contract.ts";

/** The values of declared parameters by name: an option of a choice, "auto" only where it is the default. */
export type ParameterValues<P extends readonly ParameterSpec[]> = {
  readonly [S in P[number] as S["name"]]: S extends { type: "choice"; options: readonly (infer O)[] }
    ? O
    : S extends { default: "auto" }
      ? number | "auto"
      : number;
};

/**
 * The value of every declared parameter: the one given, or its default.
 *
 * @param owner the strategy's name, for the error
 * @throws when a name is not declared or a value is outside its declared range
 */
export function checkParameters<const P extends readonly ParameterSpec[]>(
  owner: string,
  specs: P,
  given: Readonly<Record<string, ParameterValue>> = {},
): ParameterValues<P> {
  for (const name of Object.keys(given)) {
    if (!specs.some((spec) => spec.name === name)) {
      const known =
        specs.length === 0 ? "it takes none" : `it takes ${specs.map((spec) => spec.name).join(", ")}`;
      throw new RangeError(`${owner} has no parameter "${name}"; ${known}.`);
    }
  }
  const out: Record<string, ParameterValue> = {};
  for (const spec of specs) {
    const value = given[spec.name] ?? spec.default;
    if (!isAllowed(spec, value)) {
      throw new RangeError(
        `The ${spec.name} parameter of ${owner} must be ${allowed(spec)}; got ${String(value)}.`,
      );
    }
    out[spec.name] = value;
  }
  return out as ParameterValues<P>;
}

function isAllowed(spec: ParameterSpec, value: unknown): boolean {
  if (spec.type === "choice") return spec.options.includes(value as string);
  if (value === "auto") return spec.default === "auto";
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  if (spec.type === "integer" && !Number.isInteger(value)) return false;
  return value <= spec.max && (spec.minExclusive ? value > spec.min : value >= spec.min);
}

/** What a parameter may be, in words: "a number in (0, 1]", "one of full, diagonal". */
export function allowed(spec: ParameterSpec): string {
  if (spec.type === "choice") return `one of ${spec.options.join(", ")}`;
  const kind = spec.type === "integer" ? "an integer" : "a number";
  const range = `${kind} in ${spec.minExclusive ? "(" : "["}${spec.min}, ${spec.max}]`;
  return spec.default === "auto" ? `${range} or auto` : range;
}
