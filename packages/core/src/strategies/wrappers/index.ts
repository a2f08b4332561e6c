/** The wrappers: each makes of any strategy another one, spelled as a suffix, `entropy+diverse+balanced`. */

import type { Wrapper } from "./contract.ts";
import { balanced } from "./balanced.ts";
import { diverse } from "./diverse.ts";

export type { Wrapper } from "./contract.ts";
export * from "./balanced.ts";
export * from "./diverse.ts";

/** Every wrapper. */
export const wrappers: readonly Wrapper[] = [diverse, balanced];

/** The wrappers' names, without the plus. */
export function wrapperNames(): string[] {
  return wrappers.map(({ name }) => name);
}

/**
 * @param name of a wrapper, without the plus
 * @param within the whole name it stands in, for the error
 * @throws when there is no such wrapper, listing those there are
 */
export function wrapperNamed(name: string, within: string): Wrapper {
  const found = wrappers.find((wrapper) => wrapper.name === name);
  if (found === undefined) {
    throw new Error(
      `A suffix of a strategy must be one of ${wrapperNames()
        .map((known) => `+${known}`)
        .join(", ")}; got "+${name}" in "${within}". Correct the suffix, or leave it out.`,
    );
  }
  return found;
}
