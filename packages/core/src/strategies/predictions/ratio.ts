/** The ratio strategy: items whose second class is nearly as likely as the first. */

import { defineStrategy } from "../shared/define-strategy.ts";
import { selectTop } from "../shared/select-top.ts";
import { shortNumber } from "../shared/grouped.ts";

/** score = p_(2) / p_(1), in [0, 1], with p_(1) and p_(2) the two largest probabilities. */
export const ratio = defineStrategy({
  name: "ratio",
  title: "Ratio of confidence",
  paper:
    "Munro 2021, Human-in-the-loop machine learning, ISBN 978-1617296741, section 3.2, ratio of confidence sampling",
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
        let first = 0;
        let second = 0;
        for (let j = item * cols; j < (item + 1) * cols; j += 1) {
          if (data[j] > first) {
            second = first;
            first = data[j];
          } else if (data[j] > second) second = data[j];
        }
        return second / first;
      },
      (score) => `second class ${shortNumber(score)} times as likely as the first`,
    );
  },
});
