/** The loss prediction module: from a network's taps to one predicted loss a sample. */
import { concat, globalAveragePool, relu, reshape, type Expression } from "@querent/graph";
import { dense } from "../layers/layers.ts";
import type { WeightLookup, WeightSpec } from "../weights/weight-spec.ts";

const WIDTH = 128;

export interface LossPredictionModule {
  readonly weights: readonly WeightSpec[];
  /** Taps (N, H, W, C), or (N, C) if they are means over a map already -> (N), higher = a higher loss expected. */
  predict(taps: readonly Expression[], weight: WeightLookup): Expression;
}

/**
 * For each tap: mean over the map, dense 128, ReLU; all concatenated, dense 1.
 * Yoo and Kweon 2019, arXiv 1905.03677, section 3.2 and figure 2. Names begin with `module.`.
 */
export function lossPredictionModule(tapWidths: readonly number[]): LossPredictionModule {
  const branches = tapWidths.map((inputs, at) => dense(`module.tap${at + 1}`, inputs, WIDTH));
  const last = dense("module.head", WIDTH * tapWidths.length, 1);
  return {
    weights: [...branches, last].flatMap(({ weights }) => weights),
    predict(taps, weight) {
      if (taps.length !== branches.length)
        throw new Error(`The module reads ${branches.length} taps; got ${taps.length}.`);
      const parts = taps.map((tap, at) => {
        const pooled = tap.shape.length === 4 ? globalAveragePool(tap) : tap;
        return relu(branches[at].apply(pooled, weight));
      });
      const predicted = last.apply(concat(parts, 1), weight);
      return reshape(predicted, [predicted.shape[0]]);
    },
  };
}
