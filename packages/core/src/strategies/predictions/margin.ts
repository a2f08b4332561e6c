/** The margin strategy: items whose two most likely classes are closest. */

import { rowNarrowness } from "../../array/row-narrowness.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { selectTop } from "../shared/select-top.ts";
import { shortNumber } from "../shared/grouped.ts";

/** score = -(p_(1) - p_(2)), in [-1, 0], with p_(1) and p_(2) the two largest probabilities. */
export const margin = defineStrategy({
  name: "margin",
  title: "Margin",
  paper: "Scheffer, Decomain and Wrobel 2001, doi 10.1007/3-540-44816-0_31; as in Settles 2009, section 3.1",
  needs: ["probabilities"],
  parameters: [],
  cost: "O(n k + n log n) time, O(n) memory",
  avoidWhen: "the pool holds many near-duplicates, or fewer than about ten labels a class are known",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes }) => items * classes + 50 * items,
  memory: ({ items }) => 40 * items,
  async select(signals, request, _params, context) {
    const probabilities = signals.probabilities;
    return selectTop(
      request,
      context,
      (item) => rowNarrowness(probabilities, item),
      (score) => `margin ${shortNumber(Math.abs(score))} between the two most likely classes`,
    );
  },
});
