/** Every ONNX operator that can be imported. */
import type { Importer } from "./call.ts";
import { constants } from "./constants.ts";
import { convolution } from "./convolution.ts";
import { elementwise } from "./elementwise.ts";
import { foldable } from "./fold.ts";
import { layout } from "./layout.ts";
import { linear } from "./linear.ts";
import { normalisation } from "./normalisation.ts";
import { parts } from "./parts.ts";
import { pooling } from "./pooling.ts";
import { reduction } from "./reduction.ts";
import { resizing } from "./resize.ts";

export const importers: Readonly<Record<string, Importer>> = {
  ...constants,
  ...convolution,
  ...elementwise,
  ...layout,
  ...linear,
  ...normalisation,
  ...parts,
  ...pooling,
  ...reduction,
  ...resizing,
};

/** The names of all operators an imported file may use, some of them only on shapes and scalars. */
export const supportedOperators: readonly string[] = [
  ...new Set([...Object.keys(importers), ...foldable]),
].sort();
