/** What the solver's thread is sent and what it answers. */

import type { MixedIntegerProgram, Solution } from "@querent/core";

export interface SolverRequest {
  readonly id: number;
  readonly program: MixedIntegerProgram;
  readonly seconds: number;
  readonly start?: Float64Array;
}

export type SolverAnswer =
  { readonly id: number; readonly solution: Solution } | { readonly id: number; readonly error: string };
