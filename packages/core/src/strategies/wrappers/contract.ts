/** What a wrapper is: it makes of any strategy another one. */

import type { ParameterSpec, Strategy } from "../contract.ts";

/** A change to any strategy, spelled as a suffix of its name: `entropy+diverse`. */
export interface Wrapper {
  readonly name: string; // the suffix without its plus
  readonly title: string;
  readonly paper: string;
  /** Its own parameters, beside those of the strategy. */
  readonly parameters: readonly ParameterSpec[];
  readonly cost: string; // beside that of the strategy
  readonly avoidWhen: string;
  wrap(strategy: Strategy): Strategy;
}
