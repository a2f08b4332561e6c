/** The entropy strategy: items whose predicted distribution is most spread out. */

import { rowEntropy } from "../../array/row-entropy.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { selectTop } from "../shared/select-top.ts";
import { shortNumber } from "../shared/grouped.ts";

/** score = -sum_c p_c ln p_c in nats, with 0 ln 0 = 0; in [0, ln classes]. */
export const entropy = defineStrategy({
  name: "entropy",
  title: "Entropy",
  paper: "Shannon 1948, doi 10.1002/j.1538-7305.1948.tb01338.x; as in Settles 2009, section 3.1",
  needs: ["probabilities"],
  parameters: [],
  cost: "O(n k + n log n) time, O(n) memory",
  avoidWhen: "the pool holds many near-duplicates, or fewer than about ten labels a class are known",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes }) => 20 * items * classes + 50 * items,
  memory: ({ items }) => 40 * items,
  async select(signals, request, _params, context) {
    const probabilities = signals.probabilities;
    return selectTop(
      request,
      context,
      (item) => rowEntropy(probabilities, item),
      (score) => `entropy ${shortNumber(score)} nats`,
    );
  },
});
