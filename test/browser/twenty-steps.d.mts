/** The losses of the first twenty steps on the engine that `compile` makes sessions of. */
import type { Compile } from "@querent/models";

export function twentySteps(compile: Compile): Promise<number[]>;
