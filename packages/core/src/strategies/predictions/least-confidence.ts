/** The least confidence strategy: items whose most likely class is least likely. */

import { defineStrategy } from "../shared/define-strategy.ts";
import { selectTop } from "../shared/select-top.ts";
import { shortNumber } from "../shared/grouped.ts";

/** score = 1 - max_c p_c, in [0, 1 - 1/classes]. */
export const leastConfidence = defineStrategy({
  name: "least-confidence",
  title: "Least confidence",
  paper:
    "Lewis and Gale 1994, arXiv cmp-lg/9407020; as in Settles 2009, Active learning literature survey, section 3.1",
  needs: ["probabilities"],
  parameters: [],
  cost: "O(n k + n log n) time, O(n) memory",
  avoidWhen: "the pool holds many near-duplicates, or fewer than about ten labels a class are known",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes }) => items * classes + 50 * items,
  memory: ({ items }) => 40 * items,
  async select(signals, request, _params, context) {
    const { cols, data } = signals.probabilities;
    return selectTop(
      request,
      context,
      (item) => {
        let largest = 0;
        for (let j = item * cols; j < (item + 1) * cols; j += 1) if (data[j] > largest) largest = data[j];
        return 1 - largest;
      },
      (score) => `most likely class at ${shortNumber(1 - score)}`,
    );
  },
});
