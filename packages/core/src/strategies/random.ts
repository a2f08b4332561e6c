/** The random strategy: the baseline every other one is measured against. */

import { split, uniformFor } from "../random/key.ts";
import { defineStrategy } from "./shared/define-strategy.ts";
import { selectTop } from "./shared/select-top.ts";
import { shortNumber } from "./shared/grouped.ts";

/** Picks uniformly at random without replacement: the highest of independent uniform draws keyed by item id. */
export const random = defineStrategy({
  name: "random",
  title: "Random",
  paper: "Simple random sampling without replacement, by ordering independent uniform draws",
  needs: [],
  parameters: [],
  subset: "none",
  cost: "O(n log n) time, O(n) memory",
  avoidWhen: "labels are dear and a model or embeddings are at hand",
  prefix: true,
  scoresFall: true,
  work: ({ items }) => items,
  memory: ({ items }) => 40 * items,
  async select(_signals, request, _params, context) {
    const draws = split(request.key, "random");
    return selectTop(
      request,
      context,
      (item) => uniformFor(draws, request.ids[item]),
      (score) => `random draw ${shortNumber(score)}`,
    );
  },
});
